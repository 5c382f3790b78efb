"""What all tests need."""

import torch

# The tensors of tests are small: threads would only wait for each other.
torch.set_num_threads(1)
