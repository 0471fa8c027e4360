"""Compares every pinned version with the known vulnerabilities: `make audit`. Reads the lock and installs nothing.

Exit codes: 0 nothing known, 1 something is known, 3 NOT AUDITED: the service could not be asked.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-sms.txt", "constraints.txt")
CLEAN, VULNERABLE, NOT_AUDITED = 0, 1, 3
SECONDS_TO_ANSWER = 15  # for each question to the service
LONGEST_SECONDS = 300


def list_pins(root: Path = ROOT) -> dict[str, str]:
    """Return the version of every pinned package by its canonical name, those for other Pythons too."""
    pins = {}
    for file in FILES:
        for line in (root / file).read_text().splitlines():
            words = line.split("#")[0].strip()
            if words and not words.startswith("-"):
                requirement = Requirement(words)
                pins[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return pins


def ask_service(pins: dict[str, str]) -> subprocess.CompletedProcess:
    """Run pip-audit on a list of pins, without pip: nothing is resolved, downloaded or installed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pins.txt"
        file.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pins.items())))
        command = [sys.executable, "-m", "pip_audit", "--requirement", file, "--no-deps", "--disable-pip", "--format", "json"]
        command += ["--progress-spinner", "off", "--timeout", str(SECONDS_TO_ANSWER), "--cache-dir", Path(folder) / "cache"]
        return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS)


def audit(pins: dict[str, str], ask=ask_service) -> tuple[int, list[str]]:
    """Return the exit code and what to print."""
    try:
        answer = ask(pins)
    except subprocess.TimeoutExpired:
        return NOT_AUDITED, [f"NOT AUDITED: the service had not answered after {LONGEST_SECONDS} seconds."]
    try:
        packages = json.loads(answer.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOT_AUDITED, [f"NOT AUDITED: {describe_failure(answer.stderr)}"]
    known = [line for package in packages for line in describe_vulnerabilities(package)]
    if unknown := set(pins) - {canonicalize_name(package["name"]) for package in packages if "skip_reason" not in package}:
        return NOT_AUDITED, [*known, f"NOT AUDITED: {describe_gap(unknown, pins, packages)}"]
    return (VULNERABLE if known else CLEAN), [*known, f"Audited: {len(pins)} packages, {len(known)} known vulnerabilities."]


def describe_vulnerabilities(package: dict) -> list[str]:
    name = f"{package['name']} {package.get('version', '')}"
    return [
        f"{name}: {problem['id']}, mended in {', '.join(problem['fix_versions']) or 'no version yet'}"
        for problem in package.get("vulns", ())
    ]


def describe_gap(unknown: set[str], pins: dict[str, str], packages: list[dict]) -> str:
    reasons = [package["skip_reason"] for package in packages if "skip_reason" in package]
    reason = reasons[0] if reasons else "no reason given"
    if len(unknown) == len(pins):
        reason += "; something else seems to answer in its place"
    names = ", ".join(sorted(unknown)[:3])
    return f"the service told nothing of {len(unknown)} of {len(pins)} packages ({names} …): {reason}"


def describe_failure(errors: str) -> str:
    """Return why, in one line: the last that pip-audit said."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    if any(word in errors for word in ("No module named pip_audit", "No module named 'pip_audit'")):
        return "pip-audit is not installed here; `make setup` installs it."
    return lines[-1][:500] if lines else "pip-audit said nothing."


def main():
    code, lines = audit(list_pins())
    print("\n".join(lines))
    sys.exit(code)


if __name__ == "__main__":
    main()
