"""The error types of the language and what stands for each of them in Python and Twisted."""

from twisted.internet import defer, error, task


class Error(Exception):
    """The root of the language's error types."""


class ScriptError(Exception):
    """A value was used in a way that it does not have."""


class WrongType(Exception):
    """A call was given a handle of another type."""


class SelfWaitError(Exception):
    """A pair returned the Deferred that it stands on."""


class FailureGroup(Exception):
    """Every Deferred of a race failed."""

    def __init__(self, failures):
        super().__init__()
        self.failures = failures


# name: (class, parent)
KNOWN_ERRORS = {
    "Error": (Error, None),
    "ValueError": (ValueError, "Error"),
    "ScriptError": (ScriptError, "Error"),
    "CancelledError": (defer.CancelledError, "Error"),
    "AlreadyCalledError": (defer.AlreadyCalledError, "Error"),
    "TimeoutError": (defer.TimeoutError, "Error"),
    "FirstError": (defer.FirstError, "Error"),
    "FailureGroup": (FailureGroup, "Error"),
    "AlreadyCalled": (error.AlreadyCalled, "Error"),
    "AlreadyCancelled": (error.AlreadyCancelled, "Error"),
    "QueueOverflow": (defer.QueueOverflow, "Error"),
    "QueueUnderflow": (defer.QueueUnderflow, "Error"),
    "AssertionError": (AssertionError, "Error"),
    "WrongType": (WrongType, "Error"),
    "RuntimeError": (RuntimeError, "Error"),
    "MemoryError": (MemoryError, "Error"),
    "SelfWaitError": (SelfWaitError, "Error"),
    "SchedulerError": (task.SchedulerError, "Error"),
    "SchedulerStopped": (task.SchedulerStopped, "SchedulerError"),
    "NotPaused": (task.NotPaused, "SchedulerError"),
    "TaskFinished": (task.TaskFinished, "SchedulerError"),
    "TaskDone": (task.TaskDone, "TaskFinished"),
    "TaskStopped": (task.TaskStopped, "TaskFinished"),
    "TaskFailed": (task.TaskFailed, "TaskFinished"),
}


class OracleBug(BaseException):
    """Something that no script can do came out of the interpreter itself."""


class ErrorTypes:
    """The tree of one file: the known types and those that it declares."""

    def __init__(self, declared):
        self.parents = {name: parent for name, (_, parent) in KNOWN_ERRORS.items()}
        self.classes = {name: made for name, (made, _) in KNOWN_ERRORS.items()}
        for node in declared.values():
            self.parents[node.name] = node.parent
            self.classes[node.name] = type(node.name, (Exception,), {})
        self.names = {made: name for name, made in self.classes.items()}
        self.bugs = []

    def make(self, name, message):
        found = Exception.__new__(self.classes[name])
        found.script_message = message
        return found

    def name(self, exception):
        name = self.names.get(type(exception))
        if name is None:
            self.bugs.append(f"{type(exception).__name__}: {exception}")
            raise OracleBug(self.bugs[-1])
        return name

    def is_a(self, name, ancestor):
        while name is not None:
            if name == ancestor:
                return True
            name = self.parents[name]
        return False
