exec python3 -m pyftpdlib -i 10.0.0.20 -p 2421 \
  -n 203.0.113.5 -r 40000-40003 -w
