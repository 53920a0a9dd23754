"""The recipes of docs/python.md for R, run by R as Debian has it."""

import re
import shutil
import subprocess
from pathlib import Path

from conftest import run


def test_the_recipes_for_r_run(root: Path, store: Path, tmp_path: Path) -> None:
    r = shutil.which("Rscript")
    assert r, "R is missing: apt-get install r-base-core r-cran-dbi r-cran-rsqlite"
    recipes = re.findall(r"```r\n(.*?)```", (root / "docs/python.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(recipes) == 2
    shutil.copy(store, tmp_path / "dateline.sqlite")
    run("export", "acled", "-o", tmp_path / "acled.csv", "--store", store)
    said = []
    for recipe in recipes:
        done = subprocess.run([r, "-e", recipe], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert re.search(r"2022-0[1-8] +\d", said[0]), said[0]
    assert '"sub_event_type"' in said[0]
    assert "2022-03" in said[1]
