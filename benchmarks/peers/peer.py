"""A worker in Python: reads lines "OPERATION COUNT SIZE PATH", runs the operation COUNT times and answers with the nanoseconds
that took: elapsed, and of processor time.

peer.py [libraries]    libraries: those from the package index instead of the standard library
"""
import os
import sys
import time


def standard():
    import fcntl
    import tempfile

    def write(path, data):
        """An atomic and durable write as it is written by hand with the standard library."""
        try:
            mode = os.stat(path).st_mode & 0o7777
        except FileNotFoundError:
            mode = 0o644
        directory = os.path.dirname(path)
        file, temporary = tempfile.mkstemp(".tmp", f".{os.path.basename(path)}.", directory)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(file, view):]
            os.fchmod(file, mode)
            os.fsync(file)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
        finally:
            os.close(file)
        opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    def lock(path, data, action=lambda path, data: None):
        file = os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            action(path, data)
        finally:
            os.close(file)

    return {"write": write, "lock": lock, "locked-write": lambda path, data: lock(path, data, write)}


def libraries():
    from atomicwrites import atomic_write
    from filelock import FileLock

    def write(path, data):
        with atomic_write(path, mode="wb", overwrite=True) as file:
            file.write(data)

    def lock(path, data):
        with FileLock(path + ".lock"):
            pass

    def locked_write(path, data):
        with FileLock(path + ".lock"):
            write(path, data)

    return {"write": write, "lock": lock, "locked-write": locked_write}


operations = libraries() if sys.argv[1:] == ["libraries"] else standard()
for line in sys.stdin:
    operation, count, size, path = line.split()
    run, data = operations[operation], b"a" * int(size)
    start, cpu = time.perf_counter_ns(), time.process_time_ns()
    for _ in range(int(count)):
        run(path, data)
    print(time.perf_counter_ns() - start, time.process_time_ns() - cpu, flush=True)
