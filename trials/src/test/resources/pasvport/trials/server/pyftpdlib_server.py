"""An FTP server with one user, on IPv4 and IPv6: PORT USER PASSWORD FOLDER."""
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer



class Handler(FTPHandler):
    """Has a verb that gateways do not know, which does what RETR does."""

    proto_cmds = {**FTPHandler.proto_cmds, "XGET": FTPHandler.proto_cmds["RETR"]}
    ftp_XGET = FTPHandler.ftp_RETR


port, user, password, folder = sys.argv[1:]
Handler.authorizer = DummyAuthorizer()
Handler.authorizer.add_user(user, password, folder, perm="elradfmwMT")
FTPServer(("::", int(port)), Handler).serve_forever()
