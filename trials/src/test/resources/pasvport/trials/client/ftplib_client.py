"""One operation of an FTP client made with ftplib:
HOST PORT USER PASSWORD MODE TLS-START TLS-VERSION PROT AUTHORITY OPERATION ARGUMENT...

The result goes to standard output, the dialogue to standard error.
"""
import contextlib
import ftplib
import os
import ssl
import sys

FIRST = 200_000  # bytes before an abort

host, port, user, password, mode, start, version, prot, authority, operation, *arguments = sys.argv[1:]


class Client(ftplib.FTP):
    """By itself ftplib takes EPSV and EPRT over IPv6 alone."""

    trust_server_pasv_ipv4_address = True  # or it would not use the address in a 227
    debugging = 1

    def makepasv(self):
        if mode == "EPSV":
            return ftplib.parse229(self.sendcmd("EPSV"), self.sock.getpeername())
        return super().makepasv()

    def sendport(self, address, port):
        return self.sendeprt(address, port) if mode == "EPRT" else super().sendport(address, port)

    def names(self, folder):
        return "\n".join(name.rsplit("/", 1)[-1] for name in self.nlst(folder))

    def listing(self, folder):
        lines = []
        self.retrlines("LIST " + folder, lines.append)
        return "\n".join(lines)

    def upload(self, local, remote):
        with open(local, "rb") as file:
            self.storbinary("STOR " + remote, file)

    def download(self, remote, local, rest=None):
        with open(local, "ab" if rest else "wb") as file:
            self.retrbinary("RETR " + remote, file.write, rest=rest)

    def resume_upload(self, local, remote):
        there = self.size(remote)
        with open(local, "rb") as file:
            file.seek(there)
            self.storbinary("STOR " + remote, file, rest=there)

    def resume_download(self, remote, local):
        self.download(remote, local, rest=os.path.getsize(local))

    def rename(self, old, new):
        super().rename(old, new)
        self.nlst()

    def delete(self, remote):
        super().delete(remote)
        self.nlst()

    def abort_then_download(self, big, part, small, whole):
        with open(part, "wb") as file, self.transfercmd("RETR " + big) as data:
            while file.tell() < FIRST:
                file.write(data.recv(8192))
            first = self.abort()
            if not first.startswith("426"):
                raise ftplib.Error("to the transfer: " + first)
            self.voidresp()
        self.download(small, whole)


    def round_trip(self, local, remote, folder, *copies):
        self.upload(local, remote)
        listing = self.listing(folder)
        for copy in copies:
            self.download(remote, copy)
        return listing


class DataSocket(ssl.SSLSocket):
    """Remembers how its handshake went, and its newest ticket."""

    resumed = []
    newest = None

    def unwrap(self):
        DataSocket.resumed.append(self.session_reused)
        DataSocket.newest = self.session
        return super().unwrap()


class SecureClient(Client, ftplib.FTP_TLS):
    """Under TLS; by itself ftplib begins a session for each data connection, and is explicit."""

    newest_ticket = False

    @property
    def sock(self):
        return self._sock

    @sock.setter
    def sock(self, sock):
        if start == "IMPLICIT" and sock and not isinstance(sock, ssl.SSLSocket):
            sock = self.context.wrap_socket(sock, server_hostname=host)
        self._sock = sock

    def ntransfercmd(self, command, rest=None):
        data, size = ftplib.FTP.ntransfercmd(self, command, rest)
        if prot == "P":
            ticket = self.newest_ticket and DataSocket.newest or self.sock.session
            data = self.context.wrap_socket(data, server_hostname=host, session=ticket)
        return data, size

    def download_again_and_again(self, remote, local, count, ticket):
        """Compares each download with a local file; tells how many connections have resumed."""
        self.newest_ticket = ticket == "newest"
        with open(local, "rb") as file:
            expected = file.read()
        for number in range(int(count)):
            pieces = []
            self.retrbinary("RETR " + remote, pieces.append)
            if b"".join(pieces) != expected:
                raise ftplib.Error(f"download {number} is not this session's file")
        return f"{sum(DataSocket.resumed)} of {len(DataSocket.resumed)}"


def secure_client():
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version.replace("TLS_", "TLSv")]
    context.sslsocket_class = DataSocket
    return SecureClient(context=context)


with contextlib.redirect_stdout(sys.stderr):
    client = Client() if start == "NEVER" else secure_client()
    client.passiveserver = mode in ("PASV", "EPSV")
    client.connect(host, int(port), timeout=30)
    client.login(user, password)
    if start != "NEVER" and prot == "P":
        client.prot_p()
    elif start == "IMPLICIT":
        client.prot_c()
    client.voidcmd("TYPE I")
    result = getattr(client, operation)(*arguments)
    client.quit()
print(result or "", end="")
