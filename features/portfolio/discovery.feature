Feature: The models of a machine are found by what they are
  Whoever downloads a model wants to name it and have it served, and to be told before what is wrong with it. Models
  are found in the Hugging Face cache, in folders and in Assay's own set; none is known by name. A download that broke
  off and passes for whole costs an hour; a cache that was written to is somebody else's broken.

  @system @req.POR-1 @req.POR-5 @req.POR-3
  Scenario: [1] Each model in a Hugging Face cache is told as what it is, with the first reason where it can't run
    Given Olive has a Hugging Face cache with these models
      | model            | commit | ref  | holds                                             |
      | acme/whole       | 0a11   | main | the bundled model                                 |
      | acme/shards      | 0a12   | main | two shards                                        |
      | acme/partial     | 0a13   | main | one of two shards, and a download that broke off  |
      | acme/begun       | 0a14   | main | a download that has only begun                    |
      | acme/gone        | 0a15   | main | weights whose blob is gone                        |
      | acme/half        | 0a16   | main | half of its weights                               |
      | acme/torch       | 0a17   | main | only pytorch_model.bin                            |
      | acme/eyes        | 0a18   | main | a vision model                                    |
      | acme/mistyped    | 0a19   | main | a config that is no JSON                          |
      | acme/nested      | 0a20   | main | a config nested without end                       |
      | acme/speechless  | 0a21   | main | no tokenizer                                      |
      | acme/stammering  | 0a22   | main | half of its tokenizer                             |
      | acme/talkative   | 0a23   | main | no end token                                      |
      | acme/ill-written | 0a24   | main | a template that fails                             |
      | acme/plain       | 0a25   | main | no template                                       |
      | acme/endless     | 0a26   | main | an endless context                                |
      | acme/unheard     | 0a27   | main | a name of 300 letters                             |
      | acme/packed      | 0a28   | main | weights of bitsandbytes                           |
      | acme/lively      | 0a29   | main | a program of its own                              |
    When Olive runs "assay list --json" with that cache
    Then stdout is one envelope of "list" that says "ok"
    And of these models it says
      | model            | health          | runs here | because                                     |
      | assay-dense      | whole           | yes       |                                             |
      | acme/whole       | whole           | yes       |                                             |
      | acme/shards      | whole           | yes       |                                             |
      | acme/partial     | broken          | no        | model-00002-of-00002.safetensors is missing |
      | acme/begun       | broken          | no        | its download is unfinished                  |
      | acme/gone        | broken          | no        | model.safetensors is missing                |
      | acme/half        | broken          | no        | bytes and should have                       |
      | acme/torch       | whole           | no        | for another framework (pytorch_model.bin)   |
      | acme/eyes        | whole           | no        | mlx-lm has no architecture 'vit'            |
      | acme/mistyped    | broken          | no        | config.json can't be read                   |
      | acme/nested      | broken          | no        | config.json can't be read                   |
      | acme/speechless  | broken          | no        | there is no tokenizer.json                  |
      | acme/stammering  | broken          | no        | its tokenizer can't be read                 |
      | acme/talkative   | broken          | no        | it names no end token                       |
      | acme/ill-written | broken          | no        | its chat template does not render           |
      | acme/plain       | broken_for_chat | yes       |                                             |
      | acme/endless     | whole           | no        | of memory here                              |
      | acme/unheard     | whole           | no        | mlx-lm has no architecture                  |
      | acme/packed      | whole           | no        | quantized by 'bitsandbytes'                 |
      | acme/lively      | whole           | no        | a program that came with it                 |
    And nobody has written in that cache

  @system @req.POR-1
  Scenario: [2] What matters of a model is in the list, and opening it with mlx-lm finds the same
    Given Olive has a Hugging Face cache with these models
      | model        | commit | ref  | holds              |
      | acme/whole   | 0a11   | main | the bundled model  |
      | acme/smaller | 0a12   | main | four bits a weight |
    When Olive runs "assay list --json" with that cache
    Then of "acme/whole" it holds {"origin": "hub", "revision": "0a11", "architecture": "qwen3", "parameters": 1925824}
    And of "acme/whole" it holds {"context_tokens": 4096, "dtype": "float32", "quantization": null, "cache_kinds": ["KVCache"]}
    And of "acme/whole" it holds {"template": true, "tools": true, "reasoning": false, "warnings": ["it has 2 end tokens; an answer ends at any of them"]}
    And of "acme/smaller" it holds {"parameters": 1925824, "quantization": {"bits": 4, "group_size": 32}}
    And "assay show" says of "acme/whole" what the list says
    And "assay show" says of "acme/smaller" what the list says
    And nobody has written in that cache

  @system @req.POR-1
  Scenario: [3] A name stands for the revision that main does, and every other one has a name of its own
    Given Olive has a Hugging Face cache with these models
      | model      | commit           | ref      | holds             |
      | acme/tulip | 0000000000000001 |          | another mind      |
      | acme/tulip | 5555555555555555 | main, v2 | the bundled model |
      | acme/tulip | 9999999999999999 | v1       | another mind      |
    When Olive runs "assay list --json" with that cache
    Then of "acme/tulip" it holds {"revision": "5555555555555555"}
    And of "acme/tulip@v1" it holds {"revision": "9999999999999999"}
    And of "acme/tulip@000000000000" it holds {"revision": "0000000000000001"}
    And nobody has written in that cache

  @system @req.POR-1
  Scenario Outline: [7] A revision can be named by whatever stands for it: <name>
    Given Olive has a Hugging Face cache with these models
      | model      | commit           | ref      | holds             |
      | acme/tulip | 5555555555555555 | main, v2 | the bundled model |
    When Olive runs "assay show <name> --json" with that cache
    Then its data holds {"id": "acme/tulip", "revision": "5555555555555555"}

    Examples:
      | name                        |
      | acme/tulip                  |
      | acme/tulip@main             |
      | acme/tulip@v2               |
      | acme/tulip@555555555555     |
      | acme/tulip@5555555555555555 |

  @system @req.POR-1
  Scenario Outline: [4] The Hugging Face cache is looked for where it may be: <variable>
    Given Olive has a Hugging Face cache in "<below>" of a folder
    When Olive runs "assay list --json" with <variable> set to that folder
    Then of "acme/tulip" it holds {"health": {"status": "whole", "faults": []}}
    And nobody has written in that cache

    Examples:
      | variable       | below                  |
      | HF_HUB_CACHE   | .                      |
      | HF_HOME        | hub                    |
      | XDG_CACHE_HOME | huggingface/hub        |
      | HOME           | .cache/huggingface/hub |

  @system @req.POR-1
  Scenario Outline: [5] Models lie in folders, too: <below>
    Given Olive keeps the bundled model in "<below>" of a folder
    When Olive runs "assay list --json" with ASSAY_MODEL_FOLDERS set to that folder
    Then of "<name>" it holds {"origin": "folder", "runs_here": {"answer": true, "reason": null}}
    And its path ends with "<below>"

    Examples:
      | below            | name             |
      | tulip            | tulip            |
      | acme/tulip       | acme/tulip       |
      | lm/models/tulip  | lm/models/tulip  |

  @system @req.POR-1
  Scenario: [10] What is measured is found there, too
    Given Olive keeps the bundled model in "acme/tulip" of a folder
    When Olive runs "assay forge evaluate acme/tulip --skill echo --cases 1 --json" with ASSAY_MODEL_FOLDERS set to that folder
    Then stdout is one envelope of "forge evaluate" that says "ok"

  @system @req.POR-1 @req.POR-5
  Scenario: [8] What may not be read keeps nobody from the rest
    Given Olive keeps the bundled model in "acme/tulip" of a folder
    And a folder beside it may not be read
    When Olive runs "assay list --json" with ASSAY_MODEL_FOLDERS set to that folder
    Then of "acme/tulip" it holds {"origin": "folder", "runs_here": {"answer": true, "reason": null}}

  @system @req.POR-1 @req.CLI-2
  Scenario Outline: [6] What sets a model that ships apart is told of it: <model>
    When Olive runs "assay list --json"
    Then of "<model>" it holds {"origin": "bundled", "architecture": "<architecture>", "reasoning": <reasoning>, "cache_kinds": <kinds>}
    And "assay show" says of "<model>" what the list says
    When Olive runs "assay show <model> --json"
    Then its data holds {"caches": <caches>}

    Examples:
      | model         | architecture | reasoning | kinds                          | caches                               |
      | assay-dense   | qwen3        | false     | ["KVCache"]                    | {"KVCache": 5}                       |
      | assay-hybrid  | lfm2         | false     | ["ArraysCache", "KVCache"]     | {"ArraysCache": 2, "KVCache": 5}     |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | model         | architecture | reasoning | kinds                          | caches                               |
      | assay-sliding | mellum       | false     | ["KVCache", "RotatingKVCache"] | {"KVCache": 2, "RotatingKVCache": 3} |
      | assay-experts | qwen3_moe    | true      | ["KVCache"]                    | {"KVCache": 5}                       |

  @system @req.POR-5 @req.CLI-2
  Scenario: [9] A model without a chat template is broken for chat, and runs for what needs none
    Given Olive has a Hugging Face cache with these models
      | model      | commit | ref  | holds       |
      | acme/plain | 0a25   | main | no template |
    When Olive runs "assay list --json" with that cache
    Then of "acme/plain" it holds {"runs_here": {"answer": true, "reason": null}, "template": false}
    And of "acme/plain" it holds {"health": {"status": "broken_for_chat", "faults": ["no chat template: only /v1/completions can be asked of it"]}}
    And "assay show" says of "acme/plain" what the list says
    When Olive runs "assay list" with that cache
    Then "but it can't chat: no chat template" stands on stdout
    When Olive runs "assay show acme/plain" with that cache
    Then "broken for chat: no chat template" stands on stdout
