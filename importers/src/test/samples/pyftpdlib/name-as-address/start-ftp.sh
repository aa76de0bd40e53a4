python3 -m pyftpdlib -n ftp.example.org -r 40000-40099
