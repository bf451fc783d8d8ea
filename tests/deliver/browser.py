"""Opens a page from disk in a real browser and asks it something."""

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def ask(page: Path, question: str, folder: Path, *, width: int = 390, dark: bool = False) -> Any:
    """What the script `question` returns (a promise is waited for) on `page`, opened from disk `width` pixels wide."""
    program = os.environ.get("VIDKIT_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium here: VIDKIT_BROWSER names one")
    probe = f"""<script>addEventListener("load", async function () {{
      let answer;
      try {{ answer = await (async function () {{ {question} }})(); }} catch (fault) {{ answer = "fault: " + fault; }}
      document.title = "answer:" + btoa(unescape(encodeURIComponent(JSON.stringify(answer)))) + ":end";
    }});</script></body>"""
    asking = page.with_stem(f"{page.stem}-asking")
    asking.write_text(page.read_text(encoding="utf-8").replace("</body>", probe), encoding="utf-8")
    command = [program, *QUIET, f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900"]
    command += ["--virtual-time-budget=9000", *(["--blink-settings=preferredColorScheme=0"] if dark else [])]
    done = subprocess.run(
        [*command, "--dump-dom", asking.as_uri()], capture_output=True, text=True, timeout=90, check=False
    )
    asking.unlink()
    shutil.rmtree(folder / "profile", ignore_errors=True)
    found = re.search(r"answer:([A-Za-z0-9+/=]*):end", done.stdout)
    assert found, done.stderr[-2000:]
    return json.loads(base64.b64decode(found[1]))
