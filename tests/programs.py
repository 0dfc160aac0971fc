"""What there is to run: the unit tests and the scenarios, as trials over the programs of one variant."""

import fnmatch
import os
import subprocess

from trial import ROOT, JOBS, Trial, by_tap

BUILD = os.environ.get("BUILD") or "build"

SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "abort_on_error=0:detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}


def place(variant):
    return "/".join(filter(None, (BUILD, variant)))


def build(variant, *targets):
    command = ["make", "--no-print-directory", "-j%d" % JOBS, "VARIANT=" + variant, "BUILD=" + BUILD, *targets]
    return Trial("build " + (variant or "as a user does"), command, time_limit=600)


def unit_names():
    return sorted(path.stem for path in (ROOT / "tests").glob("*_test.c"))


# Tests that do a million of something, or make thousands of whole runs. The same code runs with fewer in others, so
# they are left out where a run takes many times as long (valgrind) or only which lines are reached counts (coverage).
# And one in which valgrind itself would ask the system.
AT_LENGTH = {"*": "*million*", "search_soundness": "*no_outcome_is_lost", "search": "what_is_found_does_not_depend_*",
             "shrink": "findings_of_bugs_*", "scenario_memory": "every_script_survives_*",
             "warm_world": "*_makes_no_system_call"}


def units(variant, pattern="", skipped=None, wrapper=(), **more):
    """One trial for each unit's program. PATTERN is UNIT:TEST, either with * and ?; no colon: any unit's tests.
    SKIPPED, {UNIT: pattern}, is which tests are left out, of a unit or, behind "*", of all the others."""
    unit, _, test = pattern.rpartition(":")
    left_out = skipped or {}
    return [Trial(name[: -len("_test")], [*wrapper, "%s/tests/%s" % (place(variant), name)], judge=by_tap,
                  environment={"CMOCKA_MESSAGE_OUTPUT": "TAP", "WEFT_TEST_FILTER": test,
                               "WEFT_TEST_SKIP": left_out.get(name[: -len("_test")], left_out.get("*", "")),
                               **SANITIZER_OPTIONS}, **more)
            for name in unit_names() if fnmatch.fnmatchcase(name[: -len("_test")], unit or "*")]


def scripts():
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scenarios").rglob("*.weft"))


def has_command():
    return (ROOT / "sim" / "weft.c").exists()


def c_scenarios(variant):
    """The names that the program of C scenarios lists."""
    program = ROOT / place(variant) / "scenarios"
    if not any((ROOT / "scenarios").rglob("*.c")):
        return []
    listed = subprocess.run([program, "list"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    names = [line.split()[0] for line in listed.splitlines() if line.strip()]
    return [name for name in names if not name.endswith(".weft")]  # it has every verb over scripts as well


def scenarios(variant, verb=("check",), wrapper=(), **more):
    """One trial for each scenario: the verb over it alone."""
    programs = [("weft", path) for path in scripts()] if has_command() else []
    programs += [("scenarios", name) for name in c_scenarios(variant)]
    return [Trial(name, [*wrapper, "%s/%s" % (place(variant), program), *verb, name], environment=SANITIZER_OPTIONS,
                  **more) for program, name in programs]
