#!/bin/sh
# record.sh FOLDER TYPE OPTIONS WRITER [ARGUMENTS…]: the writer runs on FOLDER/image, mounted from a disk that logs into FOLDER/log.
# Started in a mount namespace of its own, so that no mount and no loop device outlives it, however it ends.
set -e
cd "$1"
type=$2 options=$3
shift 3
mkdir disk files

../logdisk image log disk &
disk=$!
trap 'umount files 2>/dev/null || true; umount -l disk 2>/dev/null || true; wait $disk' EXIT

until [ -e disk/mark ]; do
    kill -0 $disk
    sleep 0.01
done
mount -t "$type" -o "loop,$options" disk/disk files
"$@"
