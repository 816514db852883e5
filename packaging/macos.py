"""The .dmg of macOS: the .app beside a link to Applications, signed and notarised where the keys are. Runs on macOS.

Not run yet: there is no macOS where smmdesk is made. What can be read without one (the list of properties, the
entitlements, the workflow) is read by the tests.
"""

import os
import platform
import subprocess
import tempfile
from pathlib import Path

import product

SIGN_AS, NOTARY_PROFILE = "SMMDESK_SIGN_AS", "SMMDESK_NOTARY_PROFILE"


def settings(bundle: Path) -> dict[str, object]:
    """How the window of the image looks, as dmgbuild takes it."""
    return {
        "format": "ULFO",
        "files": [str(bundle)],
        "symlinks": {"Applications": "/Applications"},
        "icon_locations": {bundle.name: (150, 150), "Applications": (450, 150)},
        "window_rect": ((200, 200), (600, 340)),
        "icon_size": 96,
        "default_view": "icon-view",
    }


def make_image(bundle: Path, out: Path) -> Path:
    """Make it, signed and notarised; without keys it stays unsigned, and macOS asks before it opens.

    The program has the notary's ticket too: it is copied out of the image, and may be opened first without internet.
    """
    import dmgbuild

    target = out / f"{product.NAME}-{product.VERSION}-macos-{platform.machine()}.dmg"
    identity, profile = os.environ.get(SIGN_AS), os.environ.get(NOTARY_PROFILE)
    if identity and profile:
        with tempfile.TemporaryDirectory() as folder:
            packed = Path(folder, f"{product.NAME}.zip")
            _run(["ditto", "-c", "-k", "--keepParent", str(bundle), str(packed)])
            _notarise(packed, bundle, profile)
    dmgbuild.build_dmg(str(target), product.NAME, settings=settings(bundle))
    if identity:
        _run(["codesign", "--force", "--timestamp", "--sign", identity, str(target)])
    if identity and profile:
        _notarise(target, target, profile)
    return target


def _notarise(sent: Path, stapled: Path, profile: str) -> None:
    """Have Apple look at `sent`, and put its answer on `stapled`. Raises CalledProcessError where it refused."""
    _run(["xcrun", "notarytool", "submit", str(sent), "--keychain-profile", profile, "--wait"])
    _run(["xcrun", "stapler", "staple", str(stapled)])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)
