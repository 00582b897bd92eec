"""Writes the ONNX file that the reader loads: `python -m lines.export KIND WEIGHTS OUT.onnx [TEMPERATURE]`; probabilities come out.

Written by hand from the weights, batch norms folded in: the reader's engine wants explicit strides and pads.
"""

import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from lines import kind as kinds
from lines.model import LineNet, Residual


class Writer:
    def __init__(self):
        self.nodes, self.weights, self.at, self.count = [], [], "strips", 0

    def constant(self, array, name):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind, inputs, **attributes):
        self.count += 1
        out = f"{kind.lower()}{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        self.at = out
        return out

    def conv(self, conv, norm=None, source=None):
        weight = conv.weight.detach().double()
        bias = torch.zeros(weight.shape[0]).double() if conv.bias is None else conv.bias.detach().double()
        if norm is not None:
            scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weight, bias = weight * scale[:, None, None, None], (bias - norm.running_mean) * scale + norm.bias
        weight, bias = weight.detach().float().numpy(), bias.detach().float().numpy()
        name = f"conv{self.count + 1}"
        (py, px), strides = conv.padding, list(conv.stride)
        inputs = [source or self.at, self.constant(weight, name + ".weight"), self.constant(bias, name + ".bias")]
        return self.node("Conv", inputs, kernel_shape=list(conv.kernel_size), strides=strides, pads=[py, px, py, px],
                         dilations=[1, 1], group=conv.groups)


def export(kind, weights, path, temperature=1.0):
    net = LineNet(kind)
    net.load_state_dict(torch.load(weights))
    net.eval()
    w = Writer()
    for layer in net.body:
        if isinstance(layer, Residual):
            source = w.at
            w.conv(layer.along, layer.norm)
            w.node("Relu", [w.at])
            w.conv(layer.mix, layer.out)
            w.node("Add", [source, w.at])
        else:
            w.conv(layer[0], layer[1])
        w.node("Relu", [w.at])
    with torch.no_grad():
        net.head.weight /= temperature
        net.head.bias /= temperature
    w.conv(net.head)
    axes = w.constant(np.array([2], np.int64), "axes")
    w.node("Squeeze", [w.at, axes])
    w.node("Transpose", [w.at], perm=[0, 2, 1])
    w.nodes.append(helper.make_node("Softmax", [w.at], ["scores"], axis=2))
    graph = helper.make_graph(
        w.nodes, kind.name,
        [helper.make_tensor_value_info("strips", TensorProto.FLOAT, ["batch", 1, kind.cut.height, "width"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", "steps", kind.classes])], w.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name=f"proofdesk training/{kind.name}")
    model.ir_version = 8
    for key, value in (("character", "\n".join(kind.symbols)), ("licence", "Apache-2.0"), ("temperature", str(temperature))):
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return net


def main():
    kind = kinds.named(sys.argv[1])
    weights, path = sys.argv[2:4]
    temperature = float(sys.argv[4]) if len(sys.argv) > 4 else 1.0
    net = export(kind, weights, path, temperature)
    import onnxruntime

    x = torch.randn(2, 1, kind.cut.height, 400)
    ours = onnxruntime.InferenceSession(path).run(None, {"strips": x.numpy()})[0]
    with torch.no_grad():
        theirs = net(x).softmax(2).numpy()
    difference = float(np.abs(ours - theirs).max())
    print("largest difference to torch", difference)
    assert difference < 1e-4


if __name__ == "__main__":
    main()
