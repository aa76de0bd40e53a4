python3 -m pyftpdlib -p2121 --tls --keyfile=k.pem --certfile=c.pem --tls-control-required --tls-data-required --max-cons=20 --max-cons-per-ip 4 -r 40000-40099 --permit-foreign-addresses
