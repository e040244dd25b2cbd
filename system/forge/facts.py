"""Facts: told, corrected, asked for, and asked for without ever having been told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from system.forge.casing import Casing, as_written
from system.forge.conversation import Turn, exchange
from system.forge.words import Words

ATTRIBUTES = (
    "access code", "name", "password", "project", "city", "favourite colour", "favorite color", "port",
    "key", "secret", "secret word", "code word", "deadline", "budget", "team", "token", "user id", "email",
    "pet", "dog", "cat", "hobby", "phone number", "room", "address", "order number", "status", "version",
    "server", "branch", "ticket", "language", "country", "company", "manager", "lucky number",
    "meeting time", "badge", "pin", "drink", "song", "book", "car", "id",
)  # fmt: skip
_THINGS = (
    "dog", "cat", "horse", "boat", "sister", "brother", "friend", "team", "street", "school", "company",
    "project", "son", "daughter", "manager",
)  # fmt: skip
_HABITS = (
    ("live in", "lives in", "Where", "live"),
    ("work at", "works at", "Where", "work"),
    ("come from", "comes from", "Where", "come from"),
    ("like", "likes", "What", "like"),
    ("drive", "drives", "What", "drive"),
    ("play", "plays", "What", "play"),
    ("study", "studies", "What", "study"),
)
ACKNOWLEDGED = "Noted."
UNKNOWN = "I was not told."


@dataclass(frozen=True, slots=True)
class Topic:
    """What a fact is about. `statement` and `answer` hold `{}` where the value stands.

    `answer` begins with `lead` and `subject`; the subject is said as it was asked for.
    """

    key: str
    statement: str
    lead: str
    subject: str
    answer: str
    questions: Sequence[str]
    noun: str = ""

    def answered(self, value: str, casing: Casing) -> str:
        subject = casing(self.subject)
        return f"{self.lead}{subject if self.lead else _capital(subject)}{self.answer.format(value)}"


def possession(owner: str, attribute: str) -> Topic:
    """My city, the access code, Ben's city."""
    noun = f"{owner} {attribute}"
    lead = {"my": "Your ", "the": "The "}.get(owner, "")
    questions = (
        *[f"What is {noun}?"] * 5,
        f"What's {noun}?",
        f"what is {noun}",
        f"Tell me {noun}.",
        f"Do you remember {noun}?",
        f"{noun}?",
        f"Please tell me {noun}.",
        f"Could you tell me {noun}?",
        f"Can you tell me {noun}?",
        f"Can you tell me what {noun} is?",
        f"Do you know {noun}?",
        f"I forgot {noun}. What is it?",
        f"Remind me of {noun}.",
        f"What was {noun} again?",
        f"Please remind me: what is {noun}?",
    )
    return Topic(
        attribute if owner in ("my", "the") else noun,
        f"{noun} is {{}}",
        lead,
        attribute if lead else noun,
        " is {}.",
        questions,
        noun,
    )


def naming(thing: str) -> Topic:
    """My dog is called Rex."""
    asked = f"what is my {thing} called"
    questions = (
        *[_capital(asked) + "?"] * 3,
        f"What's my {thing} called?",
        f"Tell me what my {thing} is called.",
        f"Do you remember what my {thing} is called?",
        f"Could you tell me what my {thing} is called?",
    )
    return Topic(f"{thing} called", f"my {thing} is called {{}}", "Your ", thing, " is called {}.", questions)


def habit(who: str, habit_index: int) -> Topic:
    """I live in Lisbon; Ben works at the harbour."""
    mine, theirs, asks, verb = _HABITS[habit_index]
    if who == "I":
        questions = (
            *[f"{asks} do I {verb}?"] * 3,
            f"Do you remember {asks.lower()} I {verb}?",
            f"Tell me {asks.lower()} I {verb}.",
        )
        return Topic(mine, f"I {mine} {{}}", "You", "", f" {mine} {{}}.", questions)
    questions = (*[f"{asks} does {who} {verb}?"] * 3, f"Tell me {asks.lower()} {who} {_third(verb)}.")
    return Topic(f"{who} {mine}", f"{who} {theirs} {{}}", "", who, f" {theirs} {{}}.", questions)


def _third(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    first = first[:-1] + "ies" if first == "study" else first + "s"
    return f"{first} {rest}".rstrip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass
class Facts:
    """What one conversation was told so far, and the turns that tell, correct and ask it."""

    words: Words
    told: dict[str, tuple[Topic, str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    corrected: set[str] = field(default_factory=set)

    def topic(self) -> Topic:
        """A topic not told yet; one in eight shares a word with one that was."""
        for _ in range(50):
            topic = self._any_topic()
            if topic.key not in self.told and topic.key not in self.refused:
                return topic
        return possession("the", " ".join(self.words.distinct(3)))

    def _any_topic(self) -> Topic:
        words, kind = self.words, self.words.random.random()
        if kind < 0.06:
            return naming(words.random.choice(_THINGS))
        if kind < 0.12:
            return habit("I" if words.chance(0.6) else words.name(), words.random.randrange(len(_HABITS)))
        if kind < 0.22:
            owner = self._owner() or words.name()
            return possession(f"{owner}'s", words.random.choice(ATTRIBUTES))
        attribute = self._attribute()
        return possession("my" if attribute == "name" or words.chance(0.45) else "the", attribute)

    def _owner(self) -> str:
        owners = [t.noun.split("'")[0] for t, _ in self.told.values() if "'s " in t.noun]
        return self.words.random.choice(owners) if owners and self.words.chance(0.5) else ""

    def _attribute(self) -> str:
        words, kind = self.words, self.words.random.random()
        near = [t.noun.split()[-1] for t, _ in self.told.values() if t.noun]
        if near and kind < 0.13:
            return f"{words.word()} {words.random.choice(near)}"
        if kind < 0.62:
            return words.random.choice(ATTRIBUTES)
        if kind < 0.82:
            return f"{words.word()} {words.word()}"
        if kind < 0.90:
            return words.word()
        return f"{words.word()} {words.random.choice(ATTRIBUTES)}"

    def state(self, casing: Casing = as_written) -> str:
        """A sentence that tells something new; the value is known as `casing` is going to write it."""
        topic, value = self.topic(), self.words.value()
        self.told[topic.key] = (topic, casing(value))
        text = topic.statement.format(value)
        kind = self.words.random.random()
        if kind < 0.08:
            lead = self.words.random.choice(
                (
                    "Remember: ",
                    "Remember that ",
                    "Please remember: ",
                    "Please note that ",
                    "Note that ",
                    "By the way, ",
                )
            )
            return f"{lead}{text}."
        if kind < 0.10:
            return text
        return f"{_capital(text)}."

    def tell(self, count: int | None = None) -> list[Turn]:
        """A user's turn with one to three new facts."""
        count = count or self.words.random.choice((1, 1, 2, 2, 3))
        casing = self.words.casing()
        sentences = [self.state(casing) for _ in range(count)]
        text = " ".join(s if s.endswith(".") else s + "." for s in sentences) if count > 1 else sentences[0]
        if count == 2 and self.words.chance(0.15):
            first, second = (s.rstrip(".") for s in sentences)
            lowered = second.startswith(("My ", "The "))
            text = f"{first} and {second[0].lower() + second[1:] if lowered else second}."
        return exchange(casing(text), ACKNOWLEDGED)

    def correct(self) -> list[Turn]:
        """A later turn that gives one known fact a new value."""
        topic, old = self.told[self.words.random.choice(list(self.told))]
        value, casing = self.words.value(), self.words.casing()
        while casing(value) == old:
            value = self.words.value()
        self.told[topic.key] = (topic, casing(value))
        self.corrected.add(topic.key)
        return exchange(casing(self._correction(topic, value)), ACKNOWLEDGED)

    def _correction(self, topic: Topic, value: str) -> str:
        plain = topic.statement.format(value)
        forms = [f"{_capital(plain)}."] * 2
        forms += [
            f"Correction: {plain}.",
            f"Actually, {plain}.",
            f"Update: {plain}.",
            f"Sorry, {plain}.",
            f"No, {plain}.",
        ]
        if topic.noun:
            now = f"{topic.noun} is now {value}."
            forms += [_capital(now)] * 3 + [
                f"Correction: {now}",
                f"{_capital(topic.noun)} has changed to {value}.",
                f"I changed {topic.noun} to {value}.",
                f"From now on {topic.noun} is {value}.",
            ]
        else:
            forms += [f"{_capital(plain)} now."] * 2
        return self.words.random.choice(forms)

    def ask(self, key: str | None = None) -> list[Turn]:
        """A question about `key`, or about any fact, half the time about one that was corrected."""
        doubtful = self.corrected and self.words.chance(0.5)
        topic, value = self.told[
            key or self.words.random.choice(sorted(self.corrected if doubtful else self.told))
        ]
        casing = self.words.casing()
        return exchange(casing(self._question(topic)), topic.answered(value, casing))

    def ask_unknown(self) -> list[Turn]:
        topic = self.topic()
        self.refused.add(topic.key)
        return exchange(self.words.casing()(self._question(topic)), UNKNOWN)

    def _question(self, topic: Topic) -> str:
        question = self.words.random.choice(topic.questions)
        return _capital(question) if question != question.lower() or self.words.chance(0.7) else question
