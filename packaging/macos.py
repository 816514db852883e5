"""The .dmg of macOS: the .app beside a link to Applications, signed and notarised where the keys are. Runs on macOS.

Not run yet: there is no macOS where smmdesk is made. What can be read without one (the list of properties, the
entitlements, the workflow) is read by the tests.
"""

import os
import platform
import subprocess
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
    """Make it, then sign and notarise it; without keys it stays unsigned, and macOS asks before it opens."""
    import dmgbuild

    target = out / f"{product.NAME}-{product.VERSION}-macos-{platform.machine()}.dmg"
    dmgbuild.build_dmg(str(target), product.NAME, settings=settings(bundle))
    identity, profile = os.environ.get(SIGN_AS), os.environ.get(NOTARY_PROFILE)
    if identity:
        _run(["codesign", "--force", "--timestamp", "--sign", identity, str(target)])
    if identity and profile:
        _run(["xcrun", "notarytool", "submit", str(target), "--keychain-profile", profile, "--wait"])
        _run(["xcrun", "stapler", "staple", str(target)])
    return target


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)
