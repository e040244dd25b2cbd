"""A byte-level BPE whose tokens make copying easy: any UTF-8 round-trips.

The space is its own token and digits are single, so that a word has the same tokens wherever it stands. The
glue that ends a span is one token, so that the end of an argument shows in the very next token.
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from system.forge.corpus import Conversation
from system.forge.words import Words

CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
MARKUP = ("<tool_call>", "</tool_call>")
GLUE = (
    " is ",
    " the ",
    " and ",
    " to ",
    " as ",
    " with ",
    " that ",
    ", then ",
    " -> ",
    " is now ",
    " is called ",
    ", ",
    '{"name": "',
    '", "arguments": {"',
    '"}, "description": "',
    '}, "description": "',
    '": "',
    '", "',
    '"}}',
    '": ',
    ', "',
    "}}",
)
_SPLIT = r"\p{L}+|\p{N}|[^\p{L}\p{N}]"
_SAMPLE_CONVERSATIONS = 6_000
_SAMPLE_TURNS = 12


def _sample() -> list[str]:
    """Texts of every skill, from the words that training may see."""
    words = Words("tokenizer")
    texts = []
    for _ in range(_SAMPLE_CONVERSATIONS):
        chat = Conversation(words, 1.0, with_tools=words.chance(0.4))
        skills = (chat.recall, chat.unknown, chat.tool, chat.plan, chat.route, chat.echo, chat.talk)
        turns = chat.opening()
        for _ in range(_SAMPLE_TURNS):
            turns += words.random.choice(skills)()
        texts += [f"{turn.role}\n{turn.text}" for turn in turns]
    return texts


def make(vocabulary_size: int) -> Tokenizer:
    """A tokenizer of exactly `vocabulary_size` tokens, the added ones included."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = [AddedToken(text, special=True, normalized=False) for text in CONTROL]
    plain = [AddedToken(text, special=False, normalized=False) for text in (*MARKUP, *GLUE)]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size - len(plain),
        special_tokens=control,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = _sample()
    for text in GLUE:
        texts = [part for whole in texts for part in whole.split(text)]
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens(plain)
    if tokenizer.get_vocab_size() != vocabulary_size:
        raise ValueError(
            f"the tokenizer came out with {tokenizer.get_vocab_size()} tokens, not {vocabulary_size}"
        )
    return tokenizer


def pieces(tokenizer: Tokenizer) -> list[str]:
    """Its tokens, to make words of."""
    return sorted(tokenizer.get_vocab())


def save(tokenizer: Tokenizer, path: Path) -> None:
    """tokenizer.json without the line breaks that would double its size."""
    path.write_text(
        json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":")),
        encoding="utf-8",
    )
