"""Takes TCP connections and says nothing but TEXT: PORT [TEXT [close]], on IPv4 and IPv6."""
import socket
import sys
import threading

port = int(sys.argv[1])
text = sys.argv[2] if len(sys.argv) > 2 else ""
close = len(sys.argv) > 3


def take(connection):
    """Says the text, and then hears all that comes."""
    with connection:
        try:
            connection.sendall(text.encode())
            while not close and connection.recv(65536):
                pass
        except OSError:
            pass


server = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    threading.Thread(target=take, args=(server.accept()[0],), daemon=True).start()
