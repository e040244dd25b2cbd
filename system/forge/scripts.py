"""Text in many scripts, emoji and code: what echo must give back byte for byte."""

from system.forge.words import Words

# First and last code point of letters that are assigned throughout.
_RANGES = {
    "latin": (0x00C0, 0x017E),
    "greek": (0x03B1, 0x03C9),
    "cyrillic": (0x0410, 0x044F),
    "armenian": (0x0561, 0x0586),
    "hebrew": (0x05D0, 0x05EA),
    "arabic": (0x0627, 0x063A),
    "devanagari": (0x0905, 0x0939),
    "bengali": (0x0995, 0x09A8),
    "tamil": (0x0BAE, 0x0BB9),
    "thai": (0x0E01, 0x0E2E),
    "georgian": (0x10D0, 0x10F0),
    "hangul": (0xAC00, 0xD7A3),
    "hiragana": (0x3042, 0x3093),
    "katakana": (0x30A2, 0x30F3),
    "han": (0x4E00, 0x9FA5),
    "ethiopic": (0x1200, 0x1246),
    "symbols": (0x2190, 0x21FF),
    "vietnamese": (0x1EA0, 0x1EF9),
}
_EMOJI_RANGES = ((0x1F600, 0x1F64F), (0x1F300, 0x1F5FF), (0x1F680, 0x1F6C5), (0x1F900, 0x1F9FF))
_JOINED = (
    "👩‍💻",
    "👨‍👩‍👧",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "👍🏽",
    "🧑‍🚀",
    "❤️",
    "🇯🇵",
    "🇫🇷",
    "☕️",
    "👩🏾‍🔬",
    "🏴‍☠️",
    "1️⃣",
    "é",
    "✓",
    "€",
    "½",
)
_CODE = (
    'print("{a}")',
    "def {a}({b}):\n    return {b}",
    "{a} = [{n}, {m}]",
    "if {a} > {n}: {b}()",
    "<{a}>{b}</{a}>",
    '{{"{a}": {n}}}',
    "SELECT {a} FROM {b};",
    "{a} && {b} || {c}",
    "for {a} in {b}:\n\t{c}({a})",
    "{a}::{b}<{c}>",
    "{a}->{b}[{n}]",
    "x = {n} * ({m} + {n})",
    "[{a}]({b})",
    "# {a} {b}",
    "'{a}', `{b}`",
    "{a}\n\n{b}",
    "  {a}  {b}  ",
    "{a}\t{b}",
    "$ {a} --{b}={n}",
    "{a}@{b}#{c}%",
    "\\{a}{{{b}}}",
    "{a}... {b}!? {c};",
)


def letters(words: Words) -> str:
    """One to three made-up words of one script."""
    first, last = _RANGES[words.random.choice(list(_RANGES))]
    return " ".join(
        "".join(chr(words.random.randint(first, last)) for _ in range(words.random.randint(1, 5)))
        for _ in range(words.random.randint(1, 3))
    )


def emoji(words: Words) -> str:
    def one() -> str:
        if words.chance(0.4):
            return words.random.choice(_JOINED)
        return chr(words.random.randint(*words.random.choice(_EMOJI_RANGES)))

    return "".join(one() for _ in range(words.random.choice((1, 1, 2, 3))))


def code(words: Words) -> str:
    text = words.random.choice(_CODE)
    a, b, c = words.distinct(3)
    return text.format(a=a, b=b, c=c, n=words.digits(1, 3), m=words.digits(1, 3))


def mixture(words: Words) -> str:
    """Scripts, emoji, code and plain words side by side."""
    makers = (letters, letters, emoji, code, lambda w: w.phrase(1, 3))
    return words.random.choice((" ", " ", ", ", "")).join(
        words.random.choice(makers)(words) for _ in range(words.random.randint(1, 4))
    )
