# SPDX-License-Identifier: Apache-2.0
"""An ext4 file system in use over NBD, on a disk that is encrypted, rekeyed and decrypted in place meanwhile, with the agent
killed at random moments. After each kill: the agent is started again and goes on by itself; the file system's journal is
replayed; then e2fsck must find nothing, and every file that was forced before the kill must be there with its content.

usage: ext4_under_kills.py FOLDER RUNS SEED COMMAND...    COMMAND runs sectorkeep, with SECTORKEEP_HOME in FOLDER
"""

import json
import os
import random
import socket
import subprocess
import sys
import threading
import time

FOLDER, RUNS, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
COMMAND = sys.argv[4:]
HOME = os.environ["SECTORKEEP_HOME"]
CONTROL, NBD = HOME + "/agent.sock", HOME + "/nbd.sock"
SIZE = 24 << 20
RATE = 16 << 20
PATIENCE_SECONDS = 60
rng = random.Random(SEED)
model = {}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError("%s ended with %d: %s%s" % (command, done.returncode, done.stdout, done.stderr))


def wait(what, condition):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain until " + what)
        time.sleep(0.005)


def ask(op, **more):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(CONTROL)
        client.sendall((json.dumps({"op": op, **more}) + "\n").encode())
        return json.loads(client.makefile().readline())


def disk():
    return ask("status", disk="vm")["disk"]


def start():
    log = open(FOLDER + "/agent.log", "ab")
    agent = subprocess.Popen(COMMAND + ["agent"], stdout=log, stderr=log)

    def served():
        try:
            return not ask("status")["disks"] or disk()["state"] == "served"
        except OSError:
            return False

    wait("the agent serves", served)
    return agent


class Mounted:
    """The disk as a file, and what is mounted from it; in folders of its own, since a dead one is let go of late."""

    count = 0

    def __init__(self):
        Mounted.count += 1
        self.folder = "%s/fuse-%d" % (FOLDER, Mounted.count)
        self.disk = self.folder + "/disk"
        self.mount = "%s/mnt-%d" % (FOLDER, Mounted.count)
        os.makedirs(self.folder)
        os.makedirs(self.mount)
        with open(FOLDER + "/nbdfuse.log", "ab") as log:
            self.fuse = subprocess.Popen(
                ["nbdfuse", self.disk, "nbd+unix:///vm?socket=" + NBD], stdout=log, stderr=log)
        wait("the disk is a file", lambda: os.path.exists(self.disk) or self.fuse.poll() is not None)
        if self.fuse.poll() is not None:
            raise AssertionError("nbdfuse ended")

    def mounted(self):
        run("mount", "-o", "loop", self.disk, self.mount)
        return self

    def close(self):
        subprocess.run(["umount", "-l", self.mount], capture_output=True)
        subprocess.run(["umount", "-l", self.folder], capture_output=True)
        self.fuse.kill()
        self.fuse.wait()


def begin_operation():
    state = disk()
    if state["operation"] is None:
        kind = "encrypt" if not state["encrypted"] else rng.choice(["rekey", "rekey", "decrypt"])
        answer = ask(kind, disk="vm", maxBytesPerSecond=RATE)
        assert answer["ok"], answer
        return kind
    return state["operation"]["kind"]


def write_until(stopped, folder):
    """Writes and forces files until the agent is gone; what was forced is in the model."""
    count = 0
    while not stopped.is_set():
        name = "f%d" % rng.randrange(24)
        data = rng.randbytes(rng.randrange(1, 40000))
        model.setdefault(name, [])
        allowed = [data]
        try:
            temporary = folder + "/new"
            with open(temporary, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            pending[name] = data
            os.rename(temporary, folder + "/" + name)
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        except OSError:
            return count
        model[name] = allowed
        pending.pop(name, None)
        count += 1
    return count


def require_model(folder):
    for name, allowed in model.items():
        if not allowed and name not in pending:
            continue
        path = folder + "/" + name
        found = open(path, "rb").read() if os.path.exists(path) else None
        expected = allowed + ([pending[name]] if name in pending else [])
        assert found in expected or (found is None and not allowed), "%s has other content" % name
        model[name] = [found] if found is not None else []
    pending.clear()


pending = {}
started = time.monotonic()
interrupted = 0
files = 0
with open(FOLDER + "/vm.raw", "wb") as raw:
    raw.truncate(SIZE)
run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", FOLDER + "/vm.raw")
run(*COMMAND, "encrypt", FOLDER + "/vm.raw", "-o", FOLDER + "/vm.vmdk")
agent = start()
assert ask("serve", path=FOLDER + "/vm.vmdk")["ok"]
mounted = None
try:
    for number in range(RUNS):
        mounted = Mounted().mounted()
        kind = begin_operation()
        stopped = threading.Event()
        counts = []
        writer = threading.Thread(target=lambda: counts.append(write_until(stopped, mounted.mount)))
        writer.start()
        time.sleep(rng.uniform(0.02, 0.9))
        operation = disk()["operation"]
        interrupted += operation is not None and operation["state"] == "running"
        agent.kill()
        stopped.set()
        agent.wait()
        writer.join(PATIENCE_SECONDS)
        files += sum(counts)
        mounted.close()
        agent = start()
        mounted = Mounted()
        replay = subprocess.run(["e2fsck", "-p", mounted.disk], capture_output=True, text=True)
        if replay.returncode not in (0, 1):
            raise AssertionError("run %d, %s: e2fsck -p says %s" % (number, kind, replay.stdout))
        run("e2fsck", "-fn", mounted.disk)
        mounted.mounted()
        require_model(mounted.mount)
        run("umount", mounted.mount)
        mounted.close()
        mounted = None
finally:
    if mounted is not None:
        mounted.close()
    agent.kill()
    agent.wait()
print("%d runs, %d kills in an operation, %d files forced, 0 lost, %.0f seconds" % (
    RUNS, interrupted, files, time.monotonic() - started))
