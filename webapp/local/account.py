"""Under which account the embedded servers run, and what that account can reach (spec 3.5, embedded servers).

PostgreSQL refuses root, so root's servers run as `nobody`; an ordinary user's run as that user.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """Who owns the servers' data; `switch` says whether a process must change to it first."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_options(self) -> dict[str, object]:
        """The arguments that make subprocess start a child as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """True when the account may pass every parent folder and read (and enter) the path itself."""
        path = path.resolve()
        wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        return self.can_pass(path.parent) and self._may(path, wanted)

    def can_pass(self, folder: Path) -> bool:
        """True when the account may pass the folder and all above it."""
        folder = folder.resolve()
        return all(self._may(each, stat.S_IXOTH) for each in [folder, *folder.parents])

    def _may(self, path: Path, wanted: int) -> bool:
        """Read the mode bits as the kernel would; `wanted` is given as the bits for others."""
        try:
            found = path.stat()
        except OSError:
            return False
        if self.uid == 0:
            return True
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return found.st_mode >> shift & wanted == wanted

    def own_folder(self, path: Path) -> Path:
        """Make the folder 0700 and give it to the account; its parents must exist."""
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)
        if self.switch:
            os.chown(path, self.uid, self.gid)
        return path


def server_account() -> Account:
    """The current user, or `nobody` when that is root."""
    me = pwd.getpwuid(os.getuid()) if _known(os.getuid()) else None
    if os.getuid() != 0:
        return Account(me.pw_name if me else str(os.getuid()), os.getuid(), os.getgid(), switch=False)
    nobody = pwd.getpwnam("nobody")
    return Account("nobody", nobody.pw_uid, nobody.pw_gid, switch=True)


def _known(uid: int) -> bool:
    """A container may run a uid that has no line in the password file."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
