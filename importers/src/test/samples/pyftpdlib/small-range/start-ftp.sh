python3 -m pyftpdlib -i 127.0.0.1 -p 2421 -n 203.0.113.5 -r 40000-40003
