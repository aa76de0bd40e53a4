"""An FTP server with one user, on IPv4 and IPv6: PORT USER PASSWORD FOLDER."""
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

port, user, password, folder = sys.argv[1:]
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user(user, password, folder, perm="elradfmwMT")
FTPServer(("::", int(port)), FTPHandler).serve_forever()
