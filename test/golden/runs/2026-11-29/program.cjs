"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// baseline.ts
var baseline_exports = {};
__export(baseline_exports, {
  default: () => baseline_default
});
module.exports = __toCommonJS(baseline_exports);
var tf = __toESM(require("@tensorflow/tfjs"));
var import_lits = require("lits");
var baseline_default = (0, import_lits.defineTraining)({
  model: () => tf.sequential({
    layers: [
      tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 })
    ]
  }),
  epochs: 2,
  batchSize: 84,
  optimizer: { name: "sgd", learningRate: 0.1 }
});
