python3 -m pyftpdlib -r 40000:40099
