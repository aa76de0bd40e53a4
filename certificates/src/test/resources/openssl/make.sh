#!/bin/sh
# Makes the files beside it: certificates that last, and a key in every form that openssl (3.0) writes.
set -e
cd "$(dirname "$0")"
days=36500
printf "basicConstraints=critical,CA:TRUE\n" >ca.cnf
san='subjectAltName=DNS:ftp.example.org,DNS:*.files.example.org,IP:192.0.2.7,IP:2001:db8::7'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days $days \
  -subj '/CN=Test root' -addext 'keyUsage=keyCertSign'
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout middle.key -subj '/CN=Test intermediate' |
  openssl x509 -req -CA root.pem -CAkey root.key -days $days -extfile ca.cnf -out middle.pem
leaf() { # NAME, and what makes the key
  name=$1 && shift
  openssl genpkey -out "$name.key" "$@"
  openssl req -new -key "$name.key" -subj "/CN=$name" -addext "$san" |
    openssl x509 -req -CA middle.pem -CAkey middle.key -days $days -copy_extensions copy -out "$name.pem"
}
printf 'basicConstraints=critical,CA:TRUE\n' >ca.cnf
leaf rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
leaf ec -algorithm EC -pkeyopt ec_paramgen_curve:P-256
leaf ed25519 -algorithm ED25519
cat ec.pem middle.pem >ec-chain.pem
openssl rsa -in rsa.key -traditional -out rsa-pkcs1.key
openssl rsa -in rsa.key -traditional -aes128 -passout pass:secret -out rsa-pkcs1-encrypted.key
openssl ec -in ec.key -out ec-sec1.key
openssl pkcs8 -topk8 -in ec.key -passout pass:secret -out ec-pkcs8-encrypted.key
openssl pkcs12 -export -inkey ec.key -in ec.pem -certfile middle.pem -passout pass:secret -out ec.p12
openssl pkcs12 -export -inkey rsa.key -in rsa.pem -passout pass: -out no-password.p12
rm ca.cnf middle.key
