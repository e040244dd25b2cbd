Feature: The bundled model plans and routes
  Planning and choosing among agents are shown with this model. A plan must hold every item of the request, in its
  order, and nothing else; a task must go to the agent that is described for it, or to nobody.

  @system
  Scenario Outline: [1] A plan holds every item in order: <count>
    Given a server
    When Ada says "<request>" with {"max_tokens": 200}
    Then the answer is "<plan>"

    Examples:
      | count | request                                                   | plan                                                        |
      | two   | Plan: paint the wall and call Ben.                        | 1. paint the wall\n2. call Ben                              |
      | five  | Plan: one boat, two rivers, three mills, four hills, five roads. | 1. one boat\n2. two rivers\n3. three mills\n4. four hills\n5. five roads |
      | three | Make a plan to buy bread, paint the wall and call Ben.    | 1. buy bread\n2. paint the wall\n3. call Ben                |

    @gap.model-plans-of-nine
    Examples: not learned yet
      | count | request                                                   | plan                                                        |
      | nine  | Plan: wake, wash, dress, eat, walk, work, rest, read, sleep. | 1. wake\n2. wash\n3. dress\n4. eat\n5. walk\n6. work\n7. rest\n8. read\n9. sleep |

  @system
  Scenario Outline: [2] A task goes to the agent that is described for it: <task>
    Given a server
    When Ada says "Agents:\n- poems, songs -> poet\n- bugs, code -> coder\n- maps -> guide\nTask: <task>\nWhich agent?" with {}
    Then the answer is "<answer>"

    Examples:
      | task                       | answer               |
      | write some songs about rain | songs -> poet       |
      | write poems                | poems, songs -> poet |
      | fix the bugs in the mill   | bugs, code -> coder  |
      | find maps near the river   | maps -> guide        |
      | cook the soup              | none -> nobody       |
