"""One operation of an FTP client made with ftplib: HOST PORT USER PASSWORD MODE OPERATION ARGUMENT...

The result goes to standard output, the dialogue to standard error.
"""
import contextlib
import ftplib
import os
import sys

FIRST = 200_000  # bytes before an abort

host, port, user, password, mode, operation, *arguments = sys.argv[1:]


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


with contextlib.redirect_stdout(sys.stderr):
    client = Client()
    client.passiveserver = mode in ("PASV", "EPSV")
    client.connect(host, int(port), timeout=30)
    client.login(user, password)
    client.voidcmd("TYPE I")
    result = getattr(client, operation)(*arguments)
    client.quit()
print(result or "", end="")
