# SPDX-License-Identifier: Apache-2.0
"""An ext4 file system in use over NBD, on a disk that is encrypted, rekeyed and decrypted in place meanwhile, with the agent
killed at random moments. The file system is mounted by loop from the file that nbdfuse makes of the NBD export, and written
to the whole time. Each run begins the next operation and kills the agent when a random part of it is done; the run after that
lets it end, while files are written, before it begins its own. After each kill: the agent is started again and goes on by
itself; the file system's journal is replayed; then e2fsck must find nothing, and every file that was forced before the kill
must be there with its content.

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
# As many more are made, if need be, until both encrypting and rekeying were hit.
MORE_RUNS = 20
KINDS = ["encrypt", "rekey", "rekey", "decrypt"]
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
    """Begins what comes next in the order of KINDS, when what a former run began has ended."""
    if rng.random() < 0.75 or not kills.get(disk()["operation"] and disk()["operation"]["kind"]):
        wait("the operation of a former run has ended", lambda: disk()["operation"] is None)
    state = disk()
    if state["operation"] is not None:
        return state["operation"]["kind"]
    kind = KINDS[begun["operations"] % len(KINDS)]
    begun["operations"] += 1
    answer = ask(kind, disk="vm", maxBytesPerSecond=RATE, resilience=rng.choice(["checksum", "journal"]))
    assert answer["ok"], answer
    return kind


def kill(agent, kind):
    """Kills the agent when a random part of the operation is done, or just after all of it was."""
    part = rng.uniform(0, 1.1 if kills.get(kind) else 0.7)

    def is_time():
        operation = disk()["operation"]
        return operation is None or operation["doneBytes"] >= part * max(operation["totalBytes"], 1)

    wait("a part of the operation is done", is_time)
    time.sleep(rng.uniform(0, 0.02))
    operation = disk()["operation"]
    if operation is not None and operation["state"] == "running":
        kills[kind] = kills.get(kind, 0) + 1
    agent.kill()
    agent.wait()


def write_until(stopped, folder, rng):
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
begun = {"operations": 0}
kills = {}
files = 0
with open(FOLDER + "/vm.raw", "wb") as raw:
    raw.truncate(SIZE)
run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", FOLDER + "/vm.raw")
run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=monolithicFlat",
    FOLDER + "/vm.raw", FOLDER + "/vm.vmdk")
agent = start()
assert ask("serve", path=FOLDER + "/vm.vmdk")["ok"]
mounted = None
number = 0
try:
    while number < RUNS or not {"encrypt", "rekey"} <= kills.keys():
        number += 1
        assert number < RUNS + MORE_RUNS, "killed only in %s" % kills
        mounted = Mounted().mounted()
        stopped = threading.Event()
        counts = []
        writer = threading.Thread(target=lambda: counts.append(
            write_until(stopped, mounted.mount, random.Random(SEED + number))))
        writer.start()
        try:
            kind = begin_operation()
            kill(agent, kind)
        finally:
            stopped.set()
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
assert files > 0, "no file was written"
print("%d runs, killed in %s, %d files forced, 0 lost, %.0f seconds" % (
    number, ", ".join("%s %d" % each for each in sorted(kills.items())), files, time.monotonic() - started))
