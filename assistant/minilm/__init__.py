"""The bundled all-MiniLM-L6-v2 on ONNX Runtime, in two halves: the embedder runs both, the person detector only the first."""
