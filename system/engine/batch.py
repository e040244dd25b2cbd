"""The running batch: requests join, each step brings every row a token, finished rows leave."""

import logging
import time
from typing import Any

import mlx.core as mx
from mlx_lm.generate import BatchGenerator, GenerationBatch, PromptProcessingBatch
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.sample_utils import greedy_sampler

from system.engine.abandoned import Abandoned
from system.engine.cache import Layers, kinds, restored
from system.engine.decoding import lean
from system.engine.intake import Prepared
from system.engine.keeping import Keeping
from system.engine.kept import Kept
from system.engine.messages import (
    Accepted,
    Delta,
    Done,
    Ended,
    Event,
    Failed,
    FinishReason,
    Prefilled,
    TokenLogprob,
)
from system.engine.model import Model
from system.engine.pace import Pace
from system.engine.row import Row, Running, logprob, row

SETTLED_TOKENS = 8
"""Tokens a row has had before newcomers must share with it. Requests that come together start together: the
few that are a step late would otherwise wait for dozens, and the batch run half empty at both ends."""

log = logging.getLogger(__name__)


class Batch:
    """mlx-lm's BatchGenerator, and what each of its rows belongs to. MLX thread only.

    `events` and `kept` fill up as rows go on and end; whoever calls `step` takes them out.
    """

    def __init__(self, model: Model, keeping: Keeping, max_rows: int, chunk_tokens: int) -> None:
        self.running: dict[str, Running] = {}
        self.rows: dict[int, Row] = {}
        self.events: list[Event] = []
        self.kept: list[Kept] = []
        self.steps = self.generated_tokens = self.prefilled_tokens = 0
        self.abandoned = Abandoned()
        self._model = model
        self._keeping = keeping
        self._max_rows = max_rows
        self._pace = Pace(chunk_tokens)
        self._joining: dict[int, Running] = {}
        self._generator = self._fresh_generator()

    def has_room(self, prepared: Prepared) -> bool:
        """Whether every choice of the request finds a free row."""
        return sum(request.left for request in self.running.values()) + prepared.command.n <= self._max_rows

    def ahead_of(self, prepared: Prepared) -> tuple[Running, int] | None:
        """Who computes, or has computed, most of the beginning that the caches lack for a request.

        Only requests of the same tenant; with it, how many tokens they have in common, in whole blocks.
        """
        if self._model.info.snapshots:
            return None
        found = [(each, each.prepared.common_tokens(prepared)) for each in self.running.values()]
        best = max(found, key=lambda pair: pair[1], default=None)
        return best if best and best[1] > prepared.cached_tokens else None

    def layers(self, request: Running) -> Layers:
        """What a request that runs has computed so far, as it is in its first row."""
        uid = min(request.uids)
        cache, _ = self._generator.extract_cache([uid])[uid]
        return kinds.layers_of(cache)

    def add(self, prepared: Prepared) -> None:
        """Let a request join. Its prompt is prefilled once, however many choices it has."""
        request = Running(prepared, prepared.command.n, prepared.cached_tokens)
        self.running[request.id] = request
        cached, prompt = prepared.cached_tokens, prepared.tokens
        self.events.append(
            Accepted(
                request.id,
                len(prompt),
                cached,
                prepared.new_tokens,
                prepared.match.source if cached and prepared.match else "none",
            )
        )
        if prepared.echo:
            self.events += [Delta(request.id, choice, prepared.echo) for choice in range(prepared.command.n)]
        cache = restored(prepared.match, self._fresh()) if cached and prepared.match else None
        if request.left == 1 or len(prompt) - cached == 1:
            self._insert_rows(request, cache, cached)
        else:
            self._insert_trunk(request, cache, cached)

    def step(self) -> None:
        """One step of the generator: a slice of the joining prompts, and a token for each decoding row.

        Raises whatever the generator raises; `restart` brings the batch back to life then.
        """
        decoding = sum(row.tokens >= SETTLED_TOKENS for row in self.rows.values())
        self._generator.prefill_step_size = self._pace.slice_tokens(decoding, len(self._joining))
        before, started = self.prefilled_tokens, time.perf_counter()
        prefilled, stepped = self._generator.next()
        self.abandoned.computed(map(self._request_id, {each.uid for each in (*prefilled, *stepped)}))
        for response in prefilled:
            self._progress(response)
        self._pace.measured(time.perf_counter() - started, len(stepped), self.prefilled_tokens - before)
        for response in stepped:
            self._advance(response)
        self.steps += bool(stepped)
        self.generated_tokens += len(stepped)

    def drop(self, request_id: str) -> None:
        """A caller has gone: the rows leave the batch now. What they computed is right, so it is kept."""
        request = self.running.pop(request_id, None)
        if request is None:
            return
        for uid, (cache, tokens) in self._remove(request.uids).items():
            self._keep(request, cache, tokens)
            self._forget(uid)

    def fail(self, request_id: str, status: int, code: str, message: str) -> None:
        """End a request without an answer."""
        request = self.running.pop(request_id, None)
        if request is None:
            return
        self._remove(request.uids)
        for uid in list(request.uids):
            self._forget(uid)
        self.events.append(Failed(request_id, status, code, message))

    def restart(self) -> None:
        """After the generator itself has failed: a new one, and an error for every request that was in it."""
        self._generator = self._fresh_generator()
        for request_id in list(self.running):
            self.fail(request_id, 500, "engine_error", "the engine failed while it computed this answer")
        self.rows.clear()
        self._joining.clear()

    def _fresh(self) -> list[Any]:
        """An empty cache for each layer."""
        caches: list[Any] = make_prompt_cache(self._model.network)
        return caches

    def _fresh_generator(self) -> BatchGenerator:
        generator = BatchGenerator(
            self._model.network,
            stop_tokens=[[token] for token in self._model.info.end_tokens],
            sampler=greedy_sampler,
            completion_batch_size=self._max_rows,
            prefill_batch_size=self._max_rows,
        )
        return lean(generator, self._wants_logprobs)

    def _wants_logprobs(self, uid: int) -> bool:
        return uid in self.rows and self.rows[uid].request.prepared.command.top_logprobs is not None

    def _insert_rows(self, request: Running, cache: list[Any] | None, done: int) -> None:
        """A row for each choice, from one cache of the first `done` prompt tokens (merging copies it)."""
        prepared = request.prepared
        rows = [row(request, choice, self._model) for choice in range(prepared.command.n)]
        uids = self._generator.insert(
            [prepared.tokens[done:] for _ in rows],
            [prepared.max_tokens] * len(rows),
            caches=[cache] * len(rows),
            all_tokens=[prepared.tokens[:done] for _ in rows],
            samplers=[each.sampler for each in rows],
            logits_processors=[each.processors for each in rows],
        )
        request.uids.update(uids)
        for uid, each in zip(uids, rows, strict=True):
            self.rows[uid] = each
            self._joining[uid] = request

    def _insert_trunk(self, request: Running, cache: list[Any] | None, done: int) -> None:
        """All of the prompt but its last token, for several choices to branch off from."""
        tokens = request.prepared.tokens
        (uid,) = self._generator.insert([tokens[done:]], caches=[cache], all_tokens=[tokens[:done]])
        request.uids.add(uid)
        self._joining[uid] = request

    def _branch(self, uid: int, request: Running) -> None:
        """The trunk has been prefilled: replace it by a row for each choice."""
        cache, tokens = self._remove({uid})[uid]
        self._forget(uid)
        self._insert_rows(request, cache, len(tokens))

    def _progress(self, response: PromptProcessingBatch.Response) -> None:
        """A slice of a prompt has been prefilled, or all of it."""
        request = self._joining[response.uid]
        total = len(request.prepared.tokens)
        first, left = min(request.uids), response.progress[1] - response.progress[0]
        done = total - left
        if response.uid == first and done > request.done:
            self.prefilled_tokens += done - request.done
            self.abandoned.prefilled(request.id, done - request.done)
            request.done = done
            self.events.append(Prefilled(request.id, done, total))
            request.log_progress()
        if response.uid == first and left == 1 and self._model.info.snapshots:
            self._take_snapshot(request, response.uid)
        if response.end_of_prompt:
            del self._joining[response.uid]
        elif left == 1 and response.uid not in self.rows:
            self._branch(response.uid, request)

    def _take_snapshot(self, request: Running, uid: int) -> None:
        """All of the prompt but its last token has been prefilled: that much a repetition may go on from."""
        cache, tokens = self._generator.extract_cache([uid])[uid]
        try:
            request.snapshot = kinds.snapshot_of(cache, len(tokens))
        except ValueError:
            log.exception("a snapshot could not be taken", extra={"request_id": request.id})
        if request.snapshot:
            mx.async_eval(request.snapshot.arrays)  # type: ignore[no-untyped-call]

    def _advance(self, response: GenerationBatch.Response) -> None:
        """A row has its next token. Whatever goes wrong with one row ends its own request only."""
        current = self.rows.get(response.uid)
        if current is None:  # another choice of the same request has just failed
            return
        try:
            self._take_token(current, response)
        except Exception:
            request_id = current.request.id
            log.exception("request failed", extra={"request_id": request_id})
            self.fail(request_id, 500, "internal_error", "this request failed while its answer was computed")

    def _take_token(self, current: Row, response: GenerationBatch.Response) -> None:
        if current.guard and current.guard.error:
            raise current.guard.error
        current.tokens += 1
        answer = current.answer
        if response.finish_reason != "stop":
            answer.feed(response.token, self._logprob(current, response))
        if response.finish_reason or answer.stopped or current.has_its_call:
            self._end(current, response)
        elif delta := answer.take(current.request.id, current.choice):
            self.events.append(delta)

    def _end(self, current: Row, response: GenerationBatch.Response) -> None:
        """The row leaves; its last words, and why it ended."""
        request, answer = current.request, current.answer
        cut = response.finish_reason == "length" and not answer.stopped
        answer.end(cut=cut)
        if delta := answer.take(request.id, current.choice, last=True):
            self.events.append(delta)
        cut = cut and not answer.stopped
        reason: FinishReason = "length" if cut else "tool_calls" if answer.calls else "stop"
        self.events.append(Ended(request.id, current.choice, reason, current.tokens, answer.stop))
        if response.finish_reason is None:
            cache, tokens = self._remove({response.uid})[response.uid]
        else:
            cache, tokens = response.prompt_cache, response.all_tokens
        self._forget(response.uid)
        self._keep(request, cache, tokens)
        request.left -= 1
        if not request.left:
            del self.running[request.id]
            self.events.append(Done(request.id))

    def _logprob(self, current: Row, response: GenerationBatch.Response) -> TokenLogprob | None:
        top = current.request.prepared.command.top_logprobs
        return (
            None if top is None else logprob(self._model.vocabulary, response.token, response.logprobs, top)
        )

    def _keep(self, request: Running, cache: list[Any], tokens: list[int]) -> None:
        prepared = request.prepared
        if prepared.command.owner and len(tokens) > prepared.cached_tokens and self._model.info.resumable:
            self._keeping.announce(prepared.command.owner)
            self.kept.append(Kept(prepared.command.owner, tokens, cache, prepared.match, request.snapshot))

    def _remove(self, uids: set[int]) -> dict[int, tuple[list[Any], list[int]]]:
        removed: dict[int, tuple[list[Any], list[int]]] = self._generator.remove(
            list(uids), return_prompt_caches=True
        )
        return removed

    def _request_of(self, uid: int) -> Running | None:
        return self.rows[uid].request if uid in self.rows else self._joining.get(uid)

    def _request_id(self, uid: int) -> str | None:
        request = self._request_of(uid)
        return request.id if request and request.id in self.running else None

    def _forget(self, uid: int) -> None:
        if request := self._request_of(uid):
            request.uids.discard(uid)
        self.rows.pop(uid, None)
        self._joining.pop(uid, None)
