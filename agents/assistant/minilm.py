"""The forward pass of all-MiniLM-L6-v2 in numpy, so that the product never needs torch.

The network is BERT (Devlin et al. 2018, https://arxiv.org/abs/1810.04805) with six layers;
the sentence vector is the mean over the tokens, scaled to length one, as the model card says.
"""

import ctypes
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Array = NDArray[np.float32]

MAX_TOKENS = 256
"""What the model was trained for; longer texts are cut."""
_BATCH_TOKENS = 1024
"""Padded tokens in one pass: keeps the scratch memory near 30 MB."""


class MiniLm:
    """The loaded model."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # The file itself cuts at 128 tokens and pads every text to them.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._w = _weights(folder / "model.safetensors")
        _use_one_thread()

    def embed(self, texts: Sequence[str]) -> Array:
        """One row of length one for each text."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        rows = np.empty((len(ids), self._w["embeddings.LayerNorm.weight"].shape[0]), np.float32)
        for batch in _batches(ids):
            rows[batch] = self._forward([ids[index] for index in batch])
        return rows

    def _forward(self, batch: Sequence[Sequence[int]]) -> Array:
        longest = max(map(len, batch))
        tokens = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros((len(batch), longest), np.float32)
        for row, ids in enumerate(batch):
            tokens[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        x = self._norm(
            self._w["embeddings.word_embeddings.weight"][tokens]
            + self._w["embeddings.position_embeddings.weight"][:longest]
            + self._w["embeddings.token_type_embeddings.weight"][0],
            "embeddings.LayerNorm",
        )
        padding = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(self._layers):
            name = f"encoder.layer.{layer}"
            x = self._norm(
                x + self._attend(x, padding, f"{name}.attention"),
                f"{name}.attention.output.LayerNorm",
            )
            hidden = _gelu(self._linear(x, f"{name}.intermediate.dense"))
            x = self._norm(
                x + self._linear(hidden, f"{name}.output.dense"), f"{name}.output.LayerNorm"
            )
        mean = (x * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Array = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _attend(self, x: Array, padding: Array, name: str) -> Array:
        batch, length, width = x.shape

        def heads(part: str) -> Array:
            projected = self._linear(x, f"{name}.self.{part}")
            return projected.reshape(batch, length, self._heads, -1).transpose(0, 2, 1, 3)

        scores: Array = heads("query") @ heads("key").transpose(0, 1, 3, 2)
        scores /= np.float32(np.sqrt(width // self._heads))
        scores += padding
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        context: Array = (scores @ heads("value")).transpose(0, 2, 1, 3)
        return self._linear(context.reshape(batch, length, width), f"{name}.output.dense")

    def _linear(self, x: Array, name: str) -> Array:
        flat = x.reshape(-1, x.shape[-1]) @ self._w[f"{name}.weight"].T
        flat += self._w[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _norm(self, x: Array, name: str) -> Array:
        x = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + np.float32(self._epsilon))
        normed: Array = x / deviation * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]
        return normed


def _weights(path: Path) -> dict[str, Array]:
    """The tensors of a safetensors file, mapped: only what is used takes memory.

    The library of that name copies all of it. Format: length of the header in eight bytes, the
    header in JSON, then the numbers (https://github.com/huggingface/safetensors#format).
    """
    raw = np.asarray(np.memmap(path, mode="r"))
    start = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    header = json.loads(raw[8:start].tobytes())
    return {
        name: raw[start + first : start + last].view(np.float32).reshape(tensor["shape"])
        for name, tensor in header.items()
        if tensor.get("dtype") == "F32"
        for first, last in [tensor["data_offsets"]]
    }


def _use_one_thread() -> None:
    """Tell the linear algebra inside numpy's wheels to stay on the calling thread.

    Its helpers spin while they wait: on two busy cores a question took 345 ms with them and
    27 ms without, and on idle ones they win little. Elsewhere (macOS) it is another library.
    """
    for library in Path(np.__file__).parent.with_name("numpy.libs").glob("libscipy_openblas64_*"):
        setter = getattr(ctypes.CDLL(str(library)), "scipy_openblas_set_num_threads64_", None)
        if setter is not None:
            setter(ctypes.c_int(1))


def _gelu(x: Array) -> Array:
    """GELU, x * Phi(x), with the error function of Abramowitz and Stegun 7.1.26 (error below 2e-7)."""
    z = np.abs(x)
    z *= np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = np.full_like(t, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series *= t
        series += np.float32(factor)
    series *= t
    np.square(z, out=z)
    np.negative(z, out=z)
    np.exp(z, out=z)
    series *= z
    # series is now 1 - erf(|x| / sqrt 2).
    return np.where(x >= 0, x * (1 - series / 2), x * (series / 2))


def _batches(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """Positions grouped by length, so that little is padded."""
    batches: list[list[int]] = []
    for index in sorted(range(len(ids)), key=lambda position: -len(ids[position])):
        if batches and (len(batches[-1]) + 1) * len(ids[batches[-1][0]]) <= _BATCH_TOKENS:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches
