#!/bin/sh
# Make the files of secrets that compose.yml hands to its containers, where they are not there yet: a new password for
# the database, the address of the database with it, and one for the mail server that you replace by the real one.
set -eu
umask 077
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-"$here/secrets"}
mkdir -p "$folder"
[ -s "$folder/database_password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$folder/database_password"
[ -s "$folder/database_url" ] ||
  printf 'postgresql://zswatch:%s@database/zswatch\n' "$(cat "$folder/database_password")" > "$folder/database_url"
[ -s "$folder/mail_password" ] || echo "replace-me" > "$folder/mail_password"
# The program runs as user 10001 in its container, and compose hands a file over with the rights that it has here.
if [ "$(id -u)" = 0 ]; then
  chown 10001 "$folder/database_url" "$folder/mail_password"
  # PostgreSQL reads its own as the user of its image.
  chown 999 "$folder/database_password"
else
  chmod 644 "$folder"/*
  echo "$folder: run as root (or chown to 10001) to keep other users of this machine from reading these files" >&2
fi
echo "$folder is complete"
