Feature: A quantized model says that it is one, and ends its answers at any of its end tokens
  Most models that people run have few bits a weight, and many name several tokens that end an answer. Where only one of
  them counts, an answer runs on behind its end, into turns that nobody took.

  @system @req.CLI-2 @req.POR-1
  Scenario: [1] Its bits and its end tokens are listed
    When Olive runs "assay show assay-dense-8bit --json"
    Then stdout is one envelope of "show" that says "ok"
    And its data holds {"quantization": {"bits": 8, "group_size": 64}, "end_tokens": [{"id": 0, "text": "<|endoftext|>"}, {"id": 2, "text": "<|im_end|>"}]}
    And its data holds {"parameters": 1925824, "runs_here": {"answer": true, "reason": null}}

  @system @req.CLI-4
  Scenario: [2] Verbose warns that there are several
    Given a server "assay-dense-8bit"
    When Olive runs "assay run assay-dense-8bit 'Repeat: tulip' --temperature 0 --verbose" at the server
    Then it ends with 0
    And stderr tells of "2 end tokens"

  @system @req.STR-3 @req.STR-6
  Scenario Outline: [3] Either of them ends an answer, unseen: <token>
    Given a server "assay-dense-8bit"
    When Ada says "Repeat: tulip" both ways with {"max_tokens": 20, "logit_bias": <bias>}
    Then both ways agree
    And both ways end with "stop"
    And no control token is visible

    Examples:
      | token           | bias        |
      | <\|im_end\|>    | {"0": -100} |
      | <\|endoftext\|> | {"0": 100}  |

  @system @req.POR-1
  Scenario: [4] Another with other bits is made by one command, and keeps what ends its answers
    When Olive quantizes the bundled model to 4 bits and shows it
    Then stdout is one envelope of "show" that says "ok"
    And its data holds {"quantization": {"bits": 4, "group_size": 64}, "end_tokens": [{"id": 0, "text": "<|endoftext|>"}, {"id": 2, "text": "<|im_end|>"}]}
