package dev.echobus.bus;

/** Why a failed request was not sent again. */
public enum GaveUp {
    /** It would fail again. */
    FINAL(""),
    /** It may have been served, and doing it twice may do harm. */
    MAY_BE_SERVED(", not repeated as it may have been served"),
    /** It was sent as often as allowed. */
    ATTEMPTS_SPENT(""),
    /** There is no time left. */
    DEADLINE_OVER(", until the deadline"),
    /** Too many requests were repeated lately. */
    BUDGET_SPENT(", not repeated as the retry budget is spent");

    private final String text;

    GaveUp(String text) {
        this.text = text;
    }

    /** The end of a sentence, for people; empty where there is nothing to add. */
    String text() {
        return text;
    }
}
