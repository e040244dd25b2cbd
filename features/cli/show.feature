Feature: What a model is can be seen before it is served
  Whoever is about to serve a model wants to know whether it is whole, whether it fits, and what it can do,
  without loading it. A broken model is described, too: finding out from a crash an hour later, or from
  answers that are wrong, is worse than any sentence about a missing file.

  @system @req.CLI-2
  Scenario: [1] Everything that matters of a model, for programs
    When Olive runs "assay show assay-dense --json"
    Then stdout is one envelope of "show" that says "ok"
    And its data holds {"id": "assay-dense", "architecture": "qwen3", "context_tokens": 4096, "dtype": "float32"}
    And its data holds {"template": true, "tools": true, "reasoning": false, "caches": {"KVCache": 5}, "quantization": null}
    And its data holds {"runs_here": {"answer": true, "reason": null}, "health": {"status": "whole", "faults": []}}

  @system @req.CLI-2
  Scenario: [2] It is what the server says of the model that it serves
    Given a server
    When Olive runs "assay show assay-dense --json"
    Then the server says the same of its model

  @system @req.CLI-2
  Scenario: [3] The same for people
    When Olive runs "assay show assay-dense"
    Then it ends with 0
    And "1,925,824" stands on stdout
    And "5 x KVCache" stands on stdout

  @system @req.CLI-4
  Scenario: [4] Several end tokens are worth a warning
    When Olive runs "assay show assay-dense"
    Then "it has 2 end tokens" stands on stdout
    And "<|im_end|>" stands on stdout

  @system @req.POR-5 @req.CLI-2
  Scenario Outline: [5] A model that can't run is described, with the first reason: <change>
    When Olive shows a model with "<change>"
    Then stdout is one envelope of "show" that says "ok"
    And the model is <health>, and fails here: "<words>"

    Examples:
      | change                   | health | words                   |
      | half of its weights      | broken | model.safetensors has   |
      | a shard that is missing  | broken | model-2.safetensors     |
      | no tokenizer             | broken | tokenizer.json          |
      | a config that is no JSON | broken | config.json             |
      | no end token             | broken | names no end token      |
      | a template that fails    | broken | chat template           |
      | an endless context       | whole  | of memory here           |

  @system @req.CLI-3
  Scenario: [6] A model that is not there is a failure that names those that are
    When Olive runs "assay show nowhere"
    Then it ends with 1
    And it says "assay-dense" on stderr, and nothing on stdout

  @system @req.CLI-3
  Scenario Outline: [7] What can be no model's name is a failure like any other: <name>
    When Olive runs "assay show <name>"
    Then it ends with 1
    And it says "can't be a model's name or path" on stderr, and nothing on stdout

    Examples:
      | name                         |
      | '~nobody-of-that-name/model' |
