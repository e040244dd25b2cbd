"""How the models that ship with Assay are made: corpus, tokenizer, training, evaluation, export."""
