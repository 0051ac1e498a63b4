#!/bin/sh
# look.sh FOLDER TYPE OPTIONS: mounts FOLDER/cut, which replays its journal, until standard input ends.
# Started in a mount namespace of its own: see record.sh. The files are seen from outside through /proc/PID/root.
set -e
cd "$1"
mkdir -p seen
mount -t "$2" -o "loop,$3" cut seen
echo mounted
read -r _ || true
umount seen
