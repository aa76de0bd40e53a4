"""Lists a folder with ftplib: HOST USER AUTHORITY WORD..., of which each is a setting."""
import ftplib, ssl, sys
host, user, authority, *words = sys.argv[1:]

class Resuming(ftplib.FTP_TLS):
    def ntransfercmd(self, command, rest=None):
        data, size = ftplib.FTP.ntransfercmd(self, command, rest)
        if self._prot_p:
            data = self.context.wrap_socket(data, server_hostname=self.host, session=self.sock.session)
        return data, size

kind = Resuming if "session" in words else ftplib.FTP_TLS
context = ssl.create_default_context(cafile=authority if "authority" in words else None)
client = (kind(context=context) if "context" in words else kind()) if "tls" in words and "clear" not in words else ftplib.FTP()
client.trust_server_pasv_ipv4_address = "trusting" in words
client.set_pasv("active" not in words)
client.connect(host, timeout=8)
client.login(user, "guest")
if isinstance(client, ftplib.FTP_TLS) and "clear-data" not in words:
    client.prot_p()
client.nlst()
