"""The benchmark of Echobus: builds the peers, measures in interleaved rounds, tells and renders the results."""
