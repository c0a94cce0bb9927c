"""What each figure means, in words for someone who does not build search engines."""

from __future__ import annotations

MEANINGS = {
    "ndcg_at_10": "How well the first ten passages are ordered: 1 means every right passage stands at the top.",
    "recall_at_5": "Share of the right passages that are among the first five shown.",
    "recall_at_20": "Share of the right passages that are among the first twenty.",
    "mrr_at_10": "How early the first right passage comes: 1 means always first, 0.5 means second on average.",
    "ndcg_at_10_with_context": "The same ordering figure when the user's whole situation is searched with, not just the question.",
    "passages_per_s": "Passages taken into the index each second.",
    "query_p50_ms": "Half of the searches take less than this many milliseconds.",
    "query_p95_ms": "Nineteen in twenty searches take less than this many milliseconds.",
    "near_miss_auroc": "How often an answerable question looks likelier to have an answer than one without, once the decision has learned from "
    "other questions of these data: 0.5 is a coin toss, 1 is perfect.",
    "answerable_auroc_decision": "The same with the weights as shipped, which know nothing of these data but their scale.",
    "answer_recall": "Share of answerable questions whose answer says everything it has to say.",
    "first_statement_recall": "Share whose very first statement already says it all.",
    "citation_precision": "Share of the citations shown that come from a right source.",
    "right_source": "Share of answerable questions with a right source among the citations.",
    "quotes_verified": "Share of the quotes shown that stand word for word in the library. Anything below 1 is a fault.",
    "superseded_as_current": "Answers that showed replaced text without saying so. Anything above 0 is a fault.",
    "abstention_precision": "When the assistant says it does not know, how often that is right.",
    "abstention_recall": "Share of the questions it cannot answer where it says so.",
    "false_abstention_rate": "Share of answerable questions where it wrongly says that it does not know. Lower is better.",
    "statements_per_answer": "Statements in an answer: fewer are quicker to read.",
    "failed": "Questions that ended in an error. Anything above 0 is a fault.",
    "reply_p50_ms": "Half of the replies take less than this many milliseconds.",
    "reply_p95_ms": "Nineteen in twenty replies take less than this many milliseconds.",
    "said_recall": "Share of answerable questions where the statements' own words, without their quotes, say everything.",
    "words_per_answer": "Words in the statements of an answer: fewer are quicker to read.",
    "words_share": "Words in an answer with the language model, as a share of those without it. Below 1 is shorter.",
    "fallback_rate": "Share of questions where the language model failed and stored sentences were shown instead.",
    "first_passages_p95_ms": "Nineteen in twenty readers see the passages found within this many milliseconds.",
    "refusal_recall": "Share of the questions about identifiable people that are refused.",
    "false_refusal_rate": "Share of proper questions that are wrongly refused. Lower is better.",
    "direct_recall": "Share of direct identifiers (names, numbers, addresses) that are removed.",
    "quasi_recall": "Share of indirect identifiers (ages, dates, places, roles) that are removed or made general.",
    "documents_with_leak": "Documents in which a direct identifier was left. Lower is better.",
    "keep_survival": "Share of the words that must stay which did stay.",
    "chars_per_s": "Characters anonymised each second.",
    "auroc": "How often a supported claim scores above an unsupported one: 0.5 is a coin toss, 1 is perfect.",
    "balanced_accuracy": "Share decided rightly, supported and unsupported claims counting alike: 0.5 is a coin toss.",
    "accuracy": "Share of the claims decided rightly.",
}


def meaning(name: str) -> str:
    """The meaning, or nothing for a figure that is not in the list."""
    return MEANINGS.get(name, "")
