"""Every package that is needed is pinned, and nothing is pinned that is not needed."""

from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def pins(*names):
    """Canonical name → version, of the lines that pin one."""
    found = {}
    for name in names:
        for line in (ROOT / name).read_text().splitlines():
            words = line.split("#")[0].strip()
            if words and not words.startswith("-"):
                requirement = Requirement(words)
                found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def needed_by(names):
    """What these bring along, here and now, themselves left out."""
    seen, waiting = set(), [(name, "") for name in names]
    while waiting:
        owner, extra = waiting.pop()
        for line in requires(owner) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                found = {(canonicalize_name(requirement.name), wanted) for wanted in ("", *requirement.extras)}
                waiting += found - seen
                seen |= found
    return {name for name, _extra in seen} - set(names)


def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def test_constraints_pin_all_that_is_brought_along_and_no_more():
    needed = needed_by(pins("requirements.txt", "requirements-dev.txt"))
    pinned = set(pins("constraints.txt"))
    only_on_older_python = {"async-timeout"}
    part_of_every_environment = {"pip"}  # asked for by pip-audit, which does not run it
    assert needed - pinned - part_of_every_environment == set()
    assert pinned - needed - only_on_older_python == set()


def test_pinned_versions_are_the_installed_ones():
    pinned = pins("requirements.txt", "requirements-dev.txt", "constraints.txt")
    assert {name: installed(name) for name in pinned if installed(name)} == {
        name: wanted for name, wanted in pinned.items() if installed(name)
    }


def test_every_direct_dependency_has_its_reason_beside_it():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if "==" in line:
                assert "# 20" in line, line
