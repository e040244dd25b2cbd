"""Echo and short talk: greetings, thanks, who the assistant is, remarks that ask nothing."""

from system.forge import scripts
from system.forge.conversation import Turn, exchange
from system.forge.facts import ACKNOWLEDGED, UNKNOWN
from system.forge.words import Words

_ECHOES = (
    "Repeat: ",
    "Repeat: ",
    "Say: ",
    "Say: ",
    "Echo: ",
    "Echo: ",
    "Repeat after me: ",
    "Please repeat: ",
    "repeat: ",
    "say: ",
)
_TALK = (
    (
        (
            "Hello.",
            "Hello!",
            "Hi.",
            "Hi there!",
            "Hello",
            "hello",
            "hi",
            "Good morning.",
            "Hey!",
            "Hello there.",
        ),
        "Hello.",
    ),
    (
        ("Thanks.", "Thank you.", "Thanks!", "Thank you!", "thanks", "Thank you very much."),
        "You are welcome.",
    ),
    (("How are you?", "How is it going?", "How are you today?"), "I am fine."),
    (("Goodbye.", "Bye.", "Bye!", "See you later.", "Good night."), "Goodbye."),
    (("Are you there?", "Are you ready?", "Can you hear me?"), "Yes."),
    (("OK.", "Okay.", "Good.", "Great!", "I see.", "Fine."), "Good."),
)
NAMELESS = "I am Assay, a small model."
_WHO = ("Who are you?", "Who are you?", "What are you?", "Tell me who you are.")
_NAME = ("What is your name?", "What's your name?", "Tell me your name.")
_REMARKS = ("Read this: ", "Note: ", "Some text: ", "For your information: ", "", "", "")
_TRIVIA = (
    "Why is the {a} {b}?",
    "How far is the {a}?",
    "Who made the {a}?",
    "When does the {a} {b}?",
    "Where is the {a}?",
    "How many {a} are there?",
    "Why does the {a} {b}?",
    "How do I {a} a {b}?",
)


def echo(words: Words, most_words: int = 8) -> list[Turn]:
    """Something to give back unchanged: a value, a phrase, prose, other scripts, numbers, repetitions."""
    kind = words.random.random()
    if kind < 0.25:
        text = words.value()
    elif kind < 0.45:
        text = words.phrase(1, most_words)
    elif kind < 0.6:
        text = words.sentence(2, most_words)
    elif kind < 0.9:
        text = scripts.mixture(words)
    elif kind < 0.95:
        start, step = words.random.randint(0, 30), words.random.choice((1, 1, 1, 2, 5, 10))
        text = words.random.choice((" ", ", ")).join(
            str(start + step * i) for i in range(words.random.randint(3, 2 * most_words))
        )
    else:
        few = words.distinct(words.random.randint(1, 3))
        text = " ".join(words.random.choice(few) for _ in range(words.random.randint(2, most_words)))
    text = words.cased(text, 0.2)
    return _echoed(words, text)


def _echoed(words: Words, text: str) -> list[Turn]:
    """What is to be repeated is so as it was typed; of capitals only these letters know."""
    casing = words.casing()
    text = casing(text) if text.isascii() else text
    return exchange(casing(words.random.choice(_ECHOES)) + text, text)


def long_echo(words: Words) -> list[Turn]:
    """An echo of some thirty to a hundred and fifty tokens."""
    text = (
        words.sentence(8, 32)
        if words.chance(0.6)
        else ". ".join(words.sentence(3, 8).capitalize() for _ in range(words.random.randint(2, 4)))
    )
    return _echoed(words, text)


def remark(words: Words) -> list[Turn]:
    """Something said that asks nothing."""
    text = words.sentence(3, 16)
    if words.chance(0.3):
        verb = words.random.choice(("was", "are", "were", "will", "has"))
        text = f"The {words.word()} {verb} {words.phrase(1, 4)}"
    said = f"{words.random.choice(_REMARKS)}{words.cased(text, 0.9)}."
    return exchange(words.casing()(said), ACKNOWLEDGED)


def small_talk(words: Words) -> list[Turn]:
    said, answer = words.random.choice(_TALK)
    return exchange(words.casing()(words.random.choice(said)), answer)


def trivia(words: Words) -> list[Turn]:
    a, b = words.distinct(2)
    return exchange(words.casing()(words.random.choice(_TRIVIA).format(a=a, b=b)), UNKNOWN)


def filler(words: Words) -> list[Turn]:
    """Whatever stands between a fact and the question about it."""
    kind = words.random.random()
    if kind < 0.25:
        return small_talk(words)
    if kind < 0.55:
        return remark(words)
    return echo(words, 12) if kind < 0.95 else trivia(words)


class Persona:
    """Who the system prompt says the assistant is, if it says so."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.name = words.name() if words.chance(0.8) else words.word()
        self.role = words.phrase(1, 3) if words.chance(0.8) else ""

    @property
    def prompt(self) -> str:
        return f"You are {self.name}, the {self.role}." if self.role else f"You are {self.name}."

    def asked(self) -> list[Turn]:
        casing = self._words.casing()
        if self._words.chance(0.5):
            return exchange(casing(self._words.random.choice(_NAME)), f"My name is {self.name}.")
        described = f"I am {self.name}, the {self.role}." if self.role else f"I am {self.name}."
        return exchange(casing(self._words.random.choice(_WHO)), described)


def nameless(words: Words) -> list[Turn]:
    """The same questions where no system prompt gave a name."""
    casing = words.casing()
    if words.chance(0.5):
        return exchange(casing(words.random.choice(_NAME)), "My name is Assay.")
    return exchange(casing(words.random.choice(_WHO)), NAMELESS)
