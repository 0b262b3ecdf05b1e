"""Writes fixtures as safetensors files, without the `safetensors` package: the format is a JSON header and raw bytes."""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"
DTYPES = {"float32": "F32", "int32": "I32"}


def write(name: str, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Writes `tests/fixtures/<name>.safetensors`. Floats are stored as f32, integers as i32, little-endian, row-major."""
    header: dict[str, object] = {"__metadata__": metadata}
    data = bytearray()
    for key, value in tensors.items():
        array = np.ascontiguousarray(value, dtype="<i4" if value.dtype.kind == "i" else "<f4").reshape(value.shape)
        begin = len(data)
        data += array.tobytes()
        header[key] = {"dtype": DTYPES[array.dtype.name], "shape": list(array.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = FOLDER / f"{name}.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
