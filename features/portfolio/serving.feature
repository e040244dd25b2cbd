Feature: A model that was found is served by its name
  A model in the Hugging Face cache can be named as on the hub, wherever its files lie: to a server that starts, to one
  that swaps, and on the command line. Serving it writes nothing beside it, whatever is asked.

  @system @req.POR-1 @req.POR-3
  Scenario: [1] It serves as the same files elsewhere do, and nobody writes in the cache
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
    And a fresh server of "acme/tulip" from that cache
    When Ada says "Hello."
    Then the models loaded are "acme/tulip"
    And Ada's answer is what a server "one small model" that never met the others gives
    And nobody has written in that cache

  @system @req.POR-1 @req.SWP-1 @req.POR-3
  Scenario: [2] A server swaps to it by its name
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
      | acme/rose  | 0a12   | v2   | another mind      |
    And a fresh server of "acme/tulip" from that cache
    When Olive swaps to "acme/rose"
    And Ada says "Hello."
    Then the models loaded are "acme/rose"
    And Ada's answer is what a server "another mind" that never met the others gives
    And nobody has written in that cache

  @system @req.POR-1 @req.CLI-1
  Scenario: [3] The command line answers with it
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
    When Olive runs "assay run acme/tulip 'Repeat: tulip' --json" with that cache
    Then stdout is one envelope of "run" that says "ok"
    And its data holds {"model": "acme/tulip", "text": "tulip"}
    And nobody has written in that cache

  @system @req.POR-5
  Scenario Outline: [4] A broken one is refused with its reason, and is no crash: <model>
    Given Olive has a Hugging Face cache with these models
      | model        | commit | ref  | holds                                            |
      | acme/partial | 0a13   | main | one of two shards, and a download that broke off |
      | acme/begun   | 0a14   | main | a download that has only begun                   |
    When Olive runs "assay serve --model <model> --port 0" with that cache
    Then it ends with 1
    And it says "<words>" on stderr, and nothing on stdout
    And nobody has written in that cache

    Examples:
      | model        | words                                       |
      | acme/partial | model-00002-of-00002.safetensors is missing |
      | acme/begun   | its download is unfinished                  |

  @system @req.POR-4
  Scenario Outline: [5] One server for each model, one after the other, leaves nothing behind: <model>
    Given a fresh server "<model>"
    When Ada says "Hello."
    And the server is stopped
    Then nothing of the server is left

    Examples:
      | model               |
      | assay-dense         |
      | a state-space model |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model               |
      | assay-sliding       |
      | assay-experts       |
      | assay-hybrid        |
      | assay-dense-8bit    |

  @system @req.SWP-1 @req.SWP-3 @req.POR-1
  Scenario: [6] The same files under another name come when the others have gone, and find the caches
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
    And a fresh server of "acme/tulip" from that cache
    And Ada was told that the access code is "7319-KITE"
    When Olive swaps to "assay-dense"
    And Ada asks for the access code
    Then it is done, with the phases "checking, draining, saving, loading, self-testing, switching"
    And the models loaded are "assay-dense"
    And Ada's answer reused the whole conversation so far

  @system @req.SWP-4
  Scenario: [7] Two engines never keep the same caches
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/tulip | 0a11   | main | the bundled model |
    And a fresh server of "acme/tulip" from that cache
    When Olive tries to swap to "assay-dense" with {"mode": "side_by_side"}
    Then Olive is told 422 and the step "checking"
    And the swap failed while "checking": "assay-dense is a copy of acme/tulip"
    And the models loaded are "acme/tulip"

  @system @req.POR-5
  Scenario: [8] One without a chat template goes on from prompts, and says why it does not chat
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds             |
      | acme/plain | 0a25   | main | no template       |
    And a fresh server of "acme/plain" from that cache
    When Ada completes "The river was low that" both ways with {}
    And Ada sends {} both ways
    Then both ways agree
    And both ways are refused with 400, naming "messages"
    And the refusal says "no chat template" and "use completions"
