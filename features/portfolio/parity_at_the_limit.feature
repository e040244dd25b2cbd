Feature: Whole and streamed are the same to the context's last token
  Where a context ends is where counts that are off by one come out: one way ends a token early, or says that it stopped by
  itself, and only on the longest conversations, which nobody reads to the end.

  @system @req.STR-1 @req.STR-6
  Scenario Outline: [1] An answer that fills the context to its last token is the same both ways: <model>
    Given a server "<model>"
    When Ada completes a prompt of 4,090 tokens by 6 tokens, both ways
    Then both ways agree
    And both ways end with "length"

    Examples:
      | model            |
      | assay-hybrid     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-dense      |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |

  @system @req.STR-1 @req.STR-6
  Scenario Outline: [2] So are a chat and a message that fill it: <model>
    Given a server "<model>"
    When Ada fills a context of 4,096 tokens but for 6, with a chat and with a message, both ways
    Then both are the same both ways, and 4,096 tokens long with their answers

    Examples:
      | model            |
      | assay-dense      |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model            |
      | assay-hybrid     |
      | assay-sliding    |
      | assay-experts    |
      | assay-dense-8bit |
