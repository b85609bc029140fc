"""How trained weights are kept: matrices as bytes with a scale for each row, the rest halved, with digests."""

import hashlib

import numpy as np

FILES = ("weights.npz", "ranker.npz", "wordpiece.json")


def packed(state):
    """{name: array} of a torch state_dict as kept: of a matrix int8, with NAME.scale (rows, 1)."""
    kept = {}
    for name, tensor in state.items():
        array = tensor.detach().float().cpu().numpy()
        if array.ndim == 2:
            scale = (np.abs(array).max(1, keepdims=True) / 127).astype(np.float16)
            scale[scale == 0] = 1
            kept[name] = np.clip(np.rint(array / scale), -127, 127).astype(np.int8)
            kept[f"{name}.scale"] = scale
        else:
            kept[name] = array.astype(np.float16)
    return kept


def floats(kept):
    """{name: float32 array} of what `packed` made."""
    return {name: array.astype(np.float32) * kept.get(f"{name}.scale", np.float32(1)).astype(np.float32)
            for name, array in kept.items() if not name.endswith(".scale")}  # fmt: skip


def unpacked(path):
    """The same from a file."""
    with np.load(path) as kept:
        return floats({name: kept[name] for name in kept.files})


def write(folder, weights, ranker, wordpiece, card):
    """Write the files of data/reader into a folder; card: what card.toml says beside digests, {table: {key: value}}."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "weights.npz", **weights)
    np.savez(folder / "ranker.npz", **ranker)
    (folder / "wordpiece.json").write_bytes(wordpiece.read_bytes())
    digests = {f'"{name}"': f'"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"' for name in FILES}
    lines = ["# files: their SHA-256; scales: slope and shift of the log-odds of a probability"]
    for table, keys in {"files": digests, **card}.items():
        lines += ["", f"[{table}]", *(f"{key} = {value}" for key, value in keys.items())]
    (folder / "card.toml").write_text("\n".join(lines) + "\n", "utf-8")
