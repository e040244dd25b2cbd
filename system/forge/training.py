"""The training loop: rows made on the fly, checkpoints from which it goes on, a progress bar."""

import logging
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from tokenizers import AddedToken, Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from system.errors import ModelError
from system.forge import tokenizer as tokenizers
from system.forge.conversation import THINK, THOUGHT, Encoder
from system.forge.corpus import Corpus, Mix
from system.forge.induction import initialise
from system.forge.inheritance import inherit
from system.forge.network import Network
from system.forge.optimizer import Optimizer
from system.forge.precision import PRECISION
from system.forge.recipe import Recipe, along
from system.forge.words import Words

CHECKPOINT, TOKENIZER = "checkpoint.pt", "tokenizer.json"
CHECKPOINT_SECONDS = 300.0
REPORT_STEPS = 25
_LEAST_WEIGHT = 0.05
_MEMORY = 0.95  # Of the running averages that are shown.
_AVERAGED = 0.998  # Of the running average of the weights, a step: what is exported.
_PADDING = 0
_VARIANTS = 64

log = logging.getLogger(__name__)


@dataclass(slots=True)
class State:
    """How far training has come; `seconds` is time spent in steps."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    loss: float = 0.0
    right: float = 0.0


def batch(corpus: Corpus, length: int, rows: int, mix: Mix) -> tuple[Tensor, Tensor]:
    """ids and what is learned of them, both `[rows, length + 1]`."""
    ids = torch.full((rows, length + 1), _PADDING)
    learned = torch.zeros(rows, length + 1, dtype=torch.bool)
    for number in range(rows):
        row = corpus.row(length + 1, mix)
        size = min(len(row), length + 1)
        ids[number, :size] = torch.tensor(row.ids[:size])
        learned[number, :size] = torch.tensor(row.learned[:size])
    return ids, learned


def focal_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross entropy weighted by how wrong the model still is (Lin et al., 2017): what it knows counts little.

    logits `[learned, vocabulary]`, targets `[learned]`.
    """
    entropy = F.cross_entropy(logits, targets, reduction="none")
    weight = (1 - torch.exp(-entropy.detach())).clamp(min=_LEAST_WEIGHT)
    return (entropy * weight).sum() / weight.sum()


class Training:
    """One model in the making; everything it needs to go on later lies in `folder`.

    `compiled` layers train half as fast again on a CPU; each row length costs some 20 s of compiling, once.
    """

    def __init__(self, recipe: Recipe, folder: Path, *, resume: bool = False, compiled: bool = False) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.folder, self.state, self._stopping = recipe, folder, State(), False
        folder.mkdir(parents=True, exist_ok=True)
        self.tokenizer = self._tokenizer()
        self.network = Network(recipe.shape)
        initialise(self.network)
        if recipe.start:
            inherit(self.network, recipe.start)
        self.average = AveragedModel(self.network, multi_avg_fn=get_ema_multi_avg_fn(_AVERAGED))
        self.optimizer = Optimizer(self.network, recipe.schedule.rate, recipe.schedule.plain_rate)
        if resume:
            self._restore()
        if compiled:
            self._compile()
        seed = f"{recipe.seed}/{self.state.step}"
        words = Words(seed, pieces=tokenizers.pieces(self.tokenizer))
        encoder = Encoder(self.tokenizer, reasons=recipe.reasons)
        self._corpus = Corpus(words, encoder, recipe.shape.vocabulary)
        self._random = random.Random(seed)

    def _tokenizer(self) -> Tokenizer:
        path = self.folder / TOKENIZER
        if not path.exists():
            tokenizers.save(self._new_tokenizer(), path)
        return Tokenizer.from_file(str(path))

    def _new_tokenizer(self) -> Tokenizer:
        """The one to start with, if there is one, with the marks of a thought where the model reasons."""
        if not self.recipe.start:
            return tokenizers.make(self.recipe.shape.vocabulary)
        tokenizer = Tokenizer.from_file(str(self.recipe.start / TOKENIZER))
        if self.recipe.reasons:
            tokenizer.add_tokens([AddedToken(mark, normalized=False) for mark in (THINK, THOUGHT)])
        return tokenizer

    def _compile(self) -> None:
        """Every layer for every row length: more variants than torch keeps unless told so."""
        torch._dynamo.config.recompile_limit = _VARIANTS
        for layer in self.network.layers:
            layer.compile(dynamic=False)

    @property
    def progress(self) -> float:
        return self.state.tokens / self.recipe.curriculum.tokens

    def run(self) -> None:
        """To the end of the recipe or until `stop`; checkpoints are left every few minutes and at the end."""
        total, saved = self.recipe.curriculum.tokens, time.monotonic()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:.1f}%"),
            TimeRemainingColumn(),
        )
        with Progress(*columns) as bar:
            task = bar.add_task(self.recipe.name, total=total, completed=self.state.tokens)
            while self.progress < 1 and not self._stopping:
                self.step()
                if self.state.step % REPORT_STEPS == 0:
                    bar.update(task, completed=self.state.tokens, description=self._summary())
                    log.info(self._summary())
                if time.monotonic() - saved > CHECKPOINT_SECONDS:
                    self.save()
                    saved = time.monotonic()
        self.save()

    def stop(self) -> None:
        """End after the present step; a signal handler may call it."""
        self._stopping = True

    def _summary(self) -> str:
        state = self.state
        return (
            f"{self.recipe.name} step {state.step} "
            f"length {self.recipe.curriculum.reached(self.progress)[-1]} "
            f"loss {state.loss:.3f} right {state.right:.2%} {state.tokens / 1e6:.2f}M tokens "
            f"{state.tokens / max(state.seconds, 1e-9):.0f} tok/s"
        )

    def step(self) -> None:
        started, progress = time.monotonic(), self.progress
        ids, learned = self._batch(progress)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=PRECISION is torch.bfloat16):
            hidden = self.network(ids[:, :-1])
            logits = self.network.logits(hidden[learned[:, 1:]])
        logits, targets = logits.float(), ids[:, 1:][learned[:, 1:]]
        loss = focal_loss(logits, targets)
        loss.backward()
        self.optimizer.step(self.recipe.schedule.at(self.state.step, progress))
        self.average.update_parameters(self.network)
        right = (logits.argmax(-1) == targets).float().mean().item()
        self._count(ids, F.cross_entropy(logits.detach(), targets).item(), right, time.monotonic() - started)

    def _batch(self, progress: float) -> tuple[Tensor, Tensor]:
        curriculum = self.recipe.curriculum
        *shorter, length = curriculum.reached(progress)
        if shorter and self._random.random() < curriculum.shorter_rows:
            length = self._random.choice(shorter)
        rows = max(1, round(along(self.recipe.schedule.batch_tokens, progress) / length))
        return batch(self._corpus, length, rows, curriculum.mix(progress))

    def _count(self, ids: Tensor, loss: float, right: float, seconds: float) -> None:
        state, memory = self.state, _MEMORY if self.state.step else 0.0
        state.step += 1
        state.tokens += ids.numel()
        state.seconds += seconds
        state.loss = memory * state.loss + (1 - memory) * loss
        state.right = memory * state.right + (1 - memory) * right

    def save(self) -> None:
        """The checkpoint replaces the one before it as a whole."""
        state: dict[str, Any] = {
            "network": self.network.state_dict(),
            "average": self.average.module.state_dict(),
            "averaged": self.average.n_averaged,
            "optimizer": self.optimizer.state_dict(),
            "state": {name: getattr(self.state, name) for name in State.__slots__},
            "recipe": self.recipe.text,
        }
        partial = self.folder / f"{CHECKPOINT}.partial"
        torch.save(state, partial)
        partial.replace(self.folder / CHECKPOINT)

    def _restore(self) -> None:
        saved = torch.load(self.folder / CHECKPOINT, weights_only=True)
        if saved["recipe"] != self.recipe.text:
            raise ModelError(
                f"{self.folder / CHECKPOINT} was made from another recipe: name another folder with --out",
                step="recipe",
            )
        self.network.load_state_dict(saved["network"])
        self.average.module.load_state_dict(saved["average"])
        self.average.n_averaged.copy_(saved["averaged"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.state = State(**saved["state"])
