"""A device between FTP clients and a server: middlebox.py PORT SERVER RULES

RULES is JSON: "answers" and "commands" are lists of [PATTERN, ACTION]; the first that matches a whole line
is done: "close" ends both connections, "drop" keeps the line back, any other text takes the line's place
(\\1 stands for a group). "first" and "last" are ports that are passed on octet by octet; with "spoil" each
octet 255 and the one after it come as a line feed, as Check Point's check of Telnet options does it.
"certificate" is a PEM file with its key: TLS that a client begins on the control connection ends here, and
another begins towards the server.
"""
import json
import re
import socket
import ssl
import sys
import threading

port, server, rules = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])


def act(line, pairs):
    for pattern, action in pairs:
        if re.match(pattern, line):
            return action if action in ("close", "drop") else re.sub(pattern, action, line)
    return line


def lines(source, sink, pairs):
    try:
        for line in source.makefile("r", encoding="latin-1", newline="\n"):
            answer = act(line.rstrip("\r\n"), pairs)
            if answer == "close":
                break
            if answer != "drop":
                sink.sendall((answer + "\r\n").encode("latin-1"))
    except OSError:
        pass
    hang_up(source, sink)


def reply(back, client):
    """Passes on one reply and those that announce it; its code."""
    while line := back.readline():
        client.sendall(line)
        if re.match(rb"[2-5][0-9]{2} ", line):
            return line[:3]
    raise OSError("the server has gone")


def intercept(client, back):
    """One command and its reply after the other, until TLS has begun on both sides."""
    asked, said = client.makefile("rb"), back.makefile("rb")
    try:
        reply(said, client)
        while command := asked.readline():
            back.sendall(command)
            if reply(said, client) == b"234":
                inner = ssl._create_unverified_context().wrap_socket(back)
                outer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                outer.load_cert_chain(rules["certificate"])
                secured = outer.wrap_socket(client, server_side=True)
                start(lines, secured, inner, rules.get("commands", []))
                lines(inner, secured, rules.get("answers", []))
                return
    except OSError:
        pass
    hang_up(client, back)


def octets(source, sink):
    try:
        while block := source.recv(65536):
            sink.sendall(re.sub(rb"\xff.", b"\n", block, flags=re.S) if rules.get("spoil") else block)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        hang_up(source, sink)


def hang_up(*connections):
    for connection in connections:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def start(work, *words):
    threading.Thread(target=work, args=words, daemon=True).start()


def listen(at):
    door = socket.create_server(("", at), backlog=64)
    while True:
        client, _ = door.accept()
        try:
            back = socket.create_connection((server, at), 5)
        except OSError:
            client.close()
            continue
        if at == port and "certificate" in rules:
            start(intercept, client, back)
        elif at == port:
            start(lines, client, back, rules.get("commands", []))
            start(lines, back, client, rules.get("answers", []))
        else:
            start(octets, client, back)
            start(octets, back, client)


for data in range(rules.get("first", 1), rules.get("last", 0) + 1):
    start(listen, data)
listen(port)
