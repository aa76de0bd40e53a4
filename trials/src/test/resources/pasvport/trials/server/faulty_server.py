"""An FTP server that says what it is told to: PORT USER PASSWORD FOLDER RULES, on IPv4 and IPv6.

RULES is JSON: {"address": what a 227 names, "ports": [first, last], "greet-after": seconds,
"certificate": a PEM file with its key, "rules": [[pattern, action], ...]}. The first pattern that
matches a command ("> EPRT ...") or a reply ("227 ...") decides: "=text" says that instead
(\\1 stands for a group), "+text" says the reply and then that, "drop" says nothing, "close" ends
the connection, "cut" says it and ends the connection, "junk" says it and soon after something that
is not FTP. With "no-close-notify" data connections end as without TLS; with "plain-data" they have
none, though PROT P was accepted.
"""
import json
import re
import sys
import time

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

port, user, password, folder, rules = sys.argv[1:]
rules = json.loads(rules)
base = TLS_FTPHandler if "certificate" in rules else FTPHandler


class Handler(base):
    """Looks up each command and each reply in the rules."""

    def rule(self, text):
        for pattern, action in rules.get("rules", []):
            if found := re.match(pattern, text):
                return found.expand(action) if action[:1] == "=" else action
        return ""

    def handle(self):
        time.sleep(rules.get("greet-after", 0))
        super().handle()

    def pre_process_command(self, line, cmd, arg):
        action = self.rule("> " + line)
        if action == "drop":
            return
        if action == "close":
            self.close()
        elif action.startswith("="):
            self.push(action[1:] + "\r\n")
        else:
            super().pre_process_command(line, cmd, arg)

    def push(self, text):
        action = self.rule(text)
        if action == "drop":
            return
        if action == "close":
            self.close()
            return
        if action.startswith("="):
            text = action[1:] + "\r\n"
        elif action.startswith("+"):
            text += action[1:] + "\r\n"
        super().push(text)
        if action == "cut":
            self.close_when_done()
        if action == "junk":
            self.ioloop.call_later(0.3, super().push, "\n\n\n junk for whoever waits for TLS\r\n")


class Rude(TLS_DTPHandler if "certificate" in rules else DTPHandler):
    """Ends a connection without a word of TLS."""

    def _do_ssl_shutdown(self):
        DTPHandler.close(self)


if "no-close-notify" in rules:
    Handler.dtp_handler = Rude
if "plain-data" in rules:
    Handler.dtp_handler = DTPHandler
if "certificate" in rules:
    Handler.certfile = rules["certificate"]
if "address" in rules:
    Handler.masquerade_address = rules["address"]
if "ports" in rules:
    Handler.passive_ports = range(rules["ports"][0], rules["ports"][1] + 1)
Handler.authorizer = DummyAuthorizer()
Handler.authorizer.add_user(user, password, folder, perm="elradfmwMT")
Handler.authorizer.add_anonymous(folder, perm="elradfmwMT")
ThreadedFTPServer(("::", int(port)), Handler).serve_forever()
